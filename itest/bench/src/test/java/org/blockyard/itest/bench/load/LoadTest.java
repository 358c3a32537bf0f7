package org.blockyard.itest.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockyard.itest.kit.NbdClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client against a server that answers as it likes. Loads end when each place was taken. */
@Timeout(300)
class LoadTest {
    private static final int BYTES = 4096;
    private static final int DEPTH = 8;
    private static final int PLACES = TestServer.LENGTH / BYTES;
    private static final long WHOLE = TimeUnit.HOURS.toNanos(1);

    @Test
    void repliesMayComeInAnyOrder() throws Exception {
        var random = new Random(1);
        try (var server = new TestServer(DEPTH, (batch, out) -> shuffled(random, batch, out))) {
            var done = run(server, Workload.reads(BYTES, DEPTH).onceEach(BYTES));
            assertEquals(PLACES, done.reads());
            assertEquals(PLACES, done.latencies().total());
            assertEquals(PLACES, server.requests());
        }
    }

    @Test
    void readsAndWritesMayBeMixed() throws Exception {
        var written = new AtomicInteger();
        try (var server =
                new TestServer(
                        DEPTH,
                        (batch, out) -> {
                            batch.stream()
                                    .filter(TestServer.Request::write)
                                    .forEach(_ -> written.incrementAndGet());
                            shuffled(new Random(2), batch, out);
                        })) {
            var load = Workload.reads(BYTES, DEPTH).writing(30).onceEach(BYTES);
            var done = run(server, load);
            assertEquals(PLACES, done.requests());
            assertEquals(written.get(), done.writes());
            assertTrue(done.reads() > done.writes() && done.writes() > 0, done.writes() + "");
        }
    }

    @Test
    void fewThreadsKeepManyConnectionsBusy() throws Exception {
        try (var server = new TestServer(1, (batch, out) -> batch.getFirst().answer(out, 0))) {
            var load = Workload.writes(BYTES, DEPTH).over(20).onceEach(BYTES);
            var done = run(server, load);
            assertEquals(PLACES, done.writes());
            assertEquals(PLACES, server.requests());
        }
    }

    @Test
    void requestsStopWhenTheTimeIsOver() throws Exception {
        try (var server = new TestServer(1, (batch, out) -> batch.getFirst().answer(out, 0));
                var client = new NbdClient(server.address(), "")) {
            var done = Load.run(List.of(client), Workload.reads(BYTES, DEPTH), 1, 1);
            assertEquals(server.requests(), done.requests());
            assertTrue(done.requests() >= DEPTH, done.requests() + "");
        }
    }

    @Test
    void aConnectionCanBeUsedForOneLoadAfterTheOther() throws Exception {
        try (var server = new TestServer(1, (batch, out) -> batch.getFirst().answer(out, 0));
                var client = new NbdClient(server.address(), "")) {
            var reads = Workload.reads(BYTES, DEPTH).onceEach(BYTES);
            for (var load : List.of(reads, reads.writing(30), reads)) {
                assertEquals(PLACES, Load.run(List.of(client), load, WHOLE, 1).requests());
            }
        }
    }

    @Test
    void aReplyThatComesTwiceIsNoticed() {
        assertFails(
                "a reply to no request",
                (batch, out) -> {
                    batch.getFirst().answer(out, 0);
                    batch.getFirst().answer(out, 0);
                });
    }

    @Test
    void aReplyToNothingIsNoticed() {
        assertFails(
                "a reply to no request",
                (_, out) -> new TestServer.Request(true, 12345, 0, 0).answer(out, 0));
    }

    @Test
    void anErrorIsNoticed() {
        assertFails("error 5", (batch, out) -> batch.getFirst().answer(out, 5));
    }

    @Test
    void aServerThatLeavesIsNoticed() {
        assertFails(
                "closed the connection",
                (_, _) -> {
                    throw new IOException("leaves");
                });
    }

    private static void assertFails(String message, TestServer.Answers answers) {
        var failure =
                assertThrows(
                        IOException.class,
                        () -> {
                            try (var server = new TestServer(1, answers)) {
                                run(server, Workload.reads(BYTES, 1));
                            }
                        });
        assertTrue(String.valueOf(failure.getMessage()).contains(message), failure.getMessage());
    }

    private static void shuffled(
            Random random, List<TestServer.Request> batch, DataOutputStream out)
            throws IOException {
        var any = new ArrayList<>(batch);
        Collections.shuffle(any, random);
        for (var request : any) {
            request.answer(out, 0);
        }
    }

    private static Outcome run(TestServer server, Workload load)
            throws IOException, InterruptedException {
        var clients = new ArrayList<NbdClient>();
        try {
            for (int i = 0; i < load.connections(); i++) {
                clients.add(new NbdClient(server.address(), ""));
            }
            return Load.run(clients, load, WHOLE, 1);
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }
}
