package org.blockyard.driver.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.List;
import java.util.stream.Stream;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.tck.internal.Rule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Each check finds the driver that breaks what it checks, and says which sentence that is. */
class ContractTest {
    static Stream<Arguments> mutants() {
        return Stream.of(
                Arguments.of(Mutants.LeavesPosition.class, "triesDoAllOrNothing", Rule.READ_FILLS),
                Arguments.of(Mutants.SaysZero.class, "statusTellsTheTruth", Rule.STATUS_ZERO),
                Arguments.of(Mutants.SaysTooMuch.class, "statusTellsTheTruth", Rule.STATUS),
                Arguments.of(Mutants.GuessesStatus.class, "statusTellsTheTruth", Rule.TRY_STATUS),
                Arguments.of(
                        Mutants.LendsOther.class, "aLentPlaceHoldsWhatIsRead", Rule.LEND_PLACE),
                Arguments.of(
                        Mutants.SendsOther.class,
                        "whatIsSentIsTheRangeWheneverItIsSent",
                        Rule.TRY_SENDABLE),
                Arguments.of(
                        Mutants.CopiesNothing.class,
                        "aCopyHasTheEffectOfAReadAndAWrite",
                        Rule.COPY_FROM),
                Arguments.of(
                        Mutants.ForgetsToFlush.class,
                        "whatWasFlushedSurvivesAPowerCut",
                        Rule.FLUSH),
                Arguments.of(
                        Mutants.LeavesThread.class,
                        "noThreadAndNoFileIsLeftBehind",
                        Rule.NOTHING_OUTLIVES),
                Arguments.of(Mutants.KeepsStatic.class, "noClassOfItHoldsState", Rule.NO_STATICS),
                Arguments.of(
                        Mutants.ThrowsUnchecked.class,
                        "damagedImagesAreRefusedOrRead",
                        Rule.ONLY_BLOCK_EXCEPTIONS),
                Arguments.of(Mutants.Waits.class, "triesNeverWait", Rule.TRY_AT_ONCE),
                Arguments.of(
                        Mutants.ChangesSource.class,
                        "buffersAreUsedFromPositionToLimit",
                        Rule.WRITE_KEEPS_SOURCE),
                Arguments.of(
                        Mutants.WritesTooFar.class,
                        "requestsHaveTheEffectThatTheyHaveOnMemory",
                        Rule.READ_FILLS),
                Arguments.of(
                        Mutants.WritesTooFar.class,
                        "manyThreadsDoNotDisturbEachOther",
                        Rule.MANY_THREADS));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void aCheckFindsTheDriverThatBreaksIt(
            Class<? extends BlockDriver<?>> mutant, String check, Rule rule) {
        Mutant.driver = mutant;
        var failures = run(Mutant.class, check);
        assertEquals(1, failures.size(), mutant + " passes " + check);
        assertTrue(
                failures.getFirst().contains(", " + rule.name() + ")")
                        && failures.getFirst().contains(rule.sentence()),
                failures.getFirst());
    }

    private static List<String> run(Class<?> contract, String check) {
        var listener = new SummaryGeneratingListener();
        var request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectMethod(contract, check))
                        .build();
        LauncherFactory.create().execute(request, listener);
        assertEquals(1, listener.getSummary().getTestsStartedCount(), "no check " + check);
        return listener.getSummary().getFailures().stream()
                .map(failure -> String.valueOf(failure.getException().getMessage()))
                .toList();
    }

    /** The contract for whichever mutant it is the turn of. */
    static final class Mutant extends DriverContract {
        static Class<? extends BlockDriver<?>> driver = ToyDriver.class;

        @Override
        public Class<? extends BlockDriver<?>> driver() {
            return driver;
        }
    }
}
