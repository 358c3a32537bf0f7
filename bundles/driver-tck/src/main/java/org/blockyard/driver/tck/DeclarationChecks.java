package org.blockyard.driver.tck;

import java.lang.reflect.Modifier;
import org.blockyard.driver.tck.internal.Rule;
import org.junit.jupiter.api.Test;

/** What a driver says of itself, and what its classes may not hold. */
interface DeclarationChecks extends DriverFixture {
    /** It has a name that users can type, a kind and options with words to each. */
    @Test
    default void itSaysWhatItIs() throws Exception {
        try (var bench = new Bench(this)) {
            var driver = bench.surroundings().loader().instance(driver());
            Rule.NAME.require(
                    driver.name().matches("[a-zA-Z][a-zA-Z0-9._-]*"),
                    () -> "'" + driver.name() + "' is none");
            var info = bench.platform().graph().driver(driver.name()).orElseThrow();
            Rule.NAME.require(
                    info.kind() == driver.kind() && driver.options() != null,
                    () -> "it says one thing, then another: " + info);
        }
    }

    /** Nothing of it is kept where all its instances would share it. */
    @Test
    default void noClassOfItHoldsState() throws Exception {
        try (var bench = new Bench(this)) {
            var loader = bench.surroundings().loader();
            for (var name : loader.classNames()) {
                for (var field : loader.loadClass(name).getDeclaredFields()) {
                    int modifiers = field.getModifiers();
                    boolean open =
                            !Modifier.isFinal(modifiers)
                                    || ThreadLocal.class.isAssignableFrom(field.getType());
                    Rule.NO_STATICS.require(
                            !Modifier.isStatic(modifiers) || field.isSynthetic() || !open,
                            () -> field + " is one");
                }
            }
        }
    }
}
