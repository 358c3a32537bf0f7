package org.blockyard.deploy.internal.store;

/**
 * How one version of a bundle stands.
 *
 * @param last the entry of the journal that made it so
 */
public record Standing(Entry last) {
    /** Whether it is to be at work. */
    public boolean active() {
        return last.action() == Action.DEPLOYED || last.action() == Action.UPDATED;
    }

    /** Whether a newer version took its place. */
    public boolean retired() {
        return last.action() == Action.RETIRED;
    }

    /** The symbolic name. */
    public String bundle() {
        return last.bundle();
    }

    /** The version. */
    public String version() {
        return last.version();
    }

    /** The digest of its jar. */
    public String digest() {
        return last.digest();
    }

    boolean is(String bundle, String version) {
        return bundle().equals(bundle) && version().equals(version);
    }
}
