/**
 * What a run leaves for people: {@code report.json} (a contract that other tools read) and {@code report.html}, a static page
 * that works offline.
 */
package org.fedner.node.report;
