package org.blockyard.job;

import java.util.Optional;

/**
 * A job as it is now.
 *
 * @param id its id
 * @param type what it does, such as {@code create}
 * @param state where it is
 * @param done how much is done, in the job's own measure
 * @param total how much there is, as far as known
 * @param error why it failed, if it did
 */
public record JobInfo(
        String id, String type, JobState state, long done, long total, Optional<String> error) {}
