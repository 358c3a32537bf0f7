package org.blockyard.protocol.vvfat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/**
 * A time as FAT keeps it: local time from 1980 to 2107, in steps of two seconds.
 *
 * @param date days, months and years in 16 bits
 * @param time seconds, minutes and hours in 16 bits
 */
record DosTime(int date, int time) {
    private static final int FIRST_YEAR = 1980;
    private static final int LAST_YEAR = FIRST_YEAR + 127;

    /** The nearest time that can be told. */
    static DosTime of(Instant instant) {
        var local = LocalDateTime.ofInstant(instant, ZoneId.systemDefault());
        if (local.getYear() < FIRST_YEAR) {
            local = LocalDateTime.of(FIRST_YEAR, 1, 1, 0, 0);
        } else if (local.getYear() > LAST_YEAR) {
            local = LocalDateTime.of(LAST_YEAR, 12, 31, 23, 59, 58);
        }
        return new DosTime(
                local.getYear() - FIRST_YEAR << 9
                        | local.getMonthValue() << 5
                        | local.getDayOfMonth(),
                local.getHour() << 11 | local.getMinute() << 5 | local.getSecond() / 2);
    }

    /** The moment it means, or the first one there is if it means none. */
    Instant instant() {
        LocalDateTime local;
        try {
            local =
                    LocalDateTime.of(
                            FIRST_YEAR + (date >> 9 & 0x7F),
                            date >> 5 & 0xF,
                            date & 0x1F,
                            time >> 11 & 0x1F,
                            time >> 5 & 0x3F,
                            (time & 0x1F) * 2);
        } catch (DateTimeException invalid) {
            local = LocalDateTime.of(FIRST_YEAR, 1, 1, 0, 0);
        }
        return local.atZone(ZoneId.systemDefault()).toInstant();
    }
}
