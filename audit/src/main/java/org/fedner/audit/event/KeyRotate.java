package org.fedner.audit.event;

/**
 * The log goes on under another name and another key, which the old key names here: what follows is {@code log.close}.
 *
 * @param nextVkey the key that signs the next log; its name is that log's
 */
public record KeyRotate(VkeyText nextVkey) implements Event {}
