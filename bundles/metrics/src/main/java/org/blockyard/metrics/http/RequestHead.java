package org.blockyard.metrics.http;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The head of a request: all of it that is looked at.
 *
 * @param method such as {@code GET}
 * @param path without the query
 * @param accept the values of {@code Accept}, one after the other; empty if there are none
 */
record RequestHead(String method, String path, String accept) {
    private static final Pattern REQUEST_LINE =
            Pattern.compile("([A-Z]{1,16}) (/[!-~]*) HTTP/1\\.[0-9]");
    private static final Pattern FIELD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+:.*");

    /** Takes a head apart; its lines are without the empty one at the end. */
    static RequestHead parse(String text) throws HttpFailure {
        var lines = text.split("\r\n", -1);
        var request = REQUEST_LINE.matcher(lines[0]);
        if (!request.matches()) {
            throw new HttpFailure(HttpFailure.BAD_REQUEST);
        }
        var accept = new StringBuilder();
        for (int i = 1; i < lines.length; i++) {
            if (!FIELD.matcher(lines[i]).matches()) {
                throw new HttpFailure(HttpFailure.BAD_REQUEST);
            }
            int colon = lines[i].indexOf(':');
            if (lines[i].substring(0, colon).toLowerCase(Locale.ROOT).equals("accept")) {
                accept.append(accept.isEmpty() ? "" : ",").append(lines[i].substring(colon + 1));
            }
        }
        var target = request.group(2);
        int query = target.indexOf('?');
        return new RequestHead(
                request.group(1),
                query < 0 ? target : target.substring(0, query),
                accept.toString());
    }
}
