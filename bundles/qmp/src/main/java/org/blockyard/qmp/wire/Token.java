package org.blockyard.qmp.wire;

/**
 * A word of JSON.
 *
 * @param kind what it is
 * @param text its bytes, each a char from 0 to 255; a string's with its quotes
 */
record Token(Kind kind, String text) {
    /** The kinds of words. */
    enum Kind {
        /** Opens an object. */
        OPEN_OBJECT,
        /** Closes an object. */
        CLOSE_OBJECT,
        /** Opens a list. */
        OPEN_LIST,
        /** Closes a list. */
        CLOSE_LIST,
        /** Stands between a name and its value. */
        COLON,
        /** Stands between members. */
        COMMA,
        /** A number without fraction and exponent. */
        INTEGER,
        /** Another number. */
        FLOAT,
        /** Letters: true, false, null or a mistake. */
        KEYWORD,
        /** Text in quotes, with its escapes. */
        STRING,
        /** Bytes that are no word. */
        STRAY
    }
}
