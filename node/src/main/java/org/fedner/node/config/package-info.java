/**
 * Configuration as records read from YAML: unknown and duplicate keys are refused, every value has a stated bound.
 *
 * <p>{@link FederationFile} is what a person writes, {@link Job} is what the authority signs and every party runs,
 * {@link PlatformFile} and {@link ServerFile} belong to one site and never travel, {@link PolicyFile} is a hospital's own
 * limit on what may leave.
 */
package org.fedner.node.config;
