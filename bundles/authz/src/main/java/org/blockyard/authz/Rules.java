package org.blockyard.authz;

import java.util.List;
import java.util.Optional;
import org.blockyard.option.Option;

/**
 * Who may connect: what the first rule says that matches, or the policy if none does.
 *
 * @param policy what holds for who is matched by no rule
 * @param rules the rules, in their order
 */
public record Rules(
        @Option(value = "what holds for clients that no rule matches", byDefault = "deny")
                Policy policy,
        @Option("the rules, of which the first that matches holds") Optional<List<Rule>> rules) {
    /** Whether a client may connect. */
    public enum Policy {
        /** It may not. */
        DENY,
        /** It may. */
        ALLOW
    }

    /** How an identity is compared. */
    public enum Format {
        /** As it is. */
        EXACT,
        /** With {@code *} for any characters and {@code ?} for one. */
        GLOB
    }

    /**
     * One rule.
     *
     * @param match the identity that it is about
     * @param policy what holds for it
     * @param format how it is compared
     */
    public record Rule(
            @Option("identity of clients, or a pattern") String match,
            @Option("what holds for them") Policy policy,
            @Option("how the identity is compared; exact if it is not given")
                    Optional<Format> format) {
        boolean matches(String identity) {
            return format.orElse(Format.EXACT) == Format.GLOB
                    ? new Glob(match).matches(identity)
                    : match.equals(identity);
        }
    }

    boolean allow(String identity) {
        return rules.orElse(List.of()).stream()
                        .filter(rule -> rule.matches(identity))
                        .map(Rule::policy)
                        .findFirst()
                        .orElse(policy)
                == Policy.ALLOW;
    }
}
