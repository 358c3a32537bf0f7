package org.blockyard.job;

/**
 * A job to start.
 *
 * @param id its id; unique among jobs, of the form of a node name
 * @param type what it does, such as {@code create}
 * @param autoFinalize whether its result becomes final by itself
 * @param autoDismiss whether it is forgotten when concluded
 */
public record JobRequest(String id, String type, boolean autoFinalize, boolean autoDismiss) {}
