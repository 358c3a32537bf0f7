package org.blockyard.option;

import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** The sentences about options, each in one place. */
final class Complaint {
    private Complaint() {}

    static BlockException of(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }

    static BlockException unexpected(String path) {
        return of("Parameter '" + path + "' is unexpected");
    }

    static BlockException missing(String path) {
        return of("Parameter '" + path + "' is missing");
    }

    static BlockException twice(String path) {
        return of("Parameter '" + path + "' is given twice");
    }

    static BlockException type(String path, String expected) {
        return path.isEmpty()
                ? of("Invalid parameter type, expected: " + expected)
                : of("Invalid parameter type for '" + path + "', expected: " + expected);
    }

    static BlockException expects(String path, String what) {
        return of("Parameter '" + path + "' expects " + what);
    }

    static BlockException value(String path, String value) {
        return of("Parameter '" + path + "' does not accept value '" + value + "'");
    }

    static BlockException inconsistent(String path) {
        return of("Parameters '" + path + ".*' used inconsistently");
    }
}
