package org.blockyard.job.backup;

import org.blockyard.option.Option;

/**
 * The arguments of {@code blockdev-backup}.
 *
 * @param backup what all backups have
 * @param target the node that is copied to
 */
public record BlockdevBackupArguments(
        @Option(value = "what all backups have", flat = true) BackupOptions backup,
        @Option("the node that is copied to") String target) {}
