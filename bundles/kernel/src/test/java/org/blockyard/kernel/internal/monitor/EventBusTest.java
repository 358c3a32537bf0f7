package org.blockyard.kernel.internal.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventBusTest {
    private final EventBus bus = new EventBus();
    private final List<String> heard = new ArrayList<>();

    @Test
    void subscribersHearAllUntilTheyClose() throws Exception {
        bus.publish("BEFORE", Map.of());
        var subscription = bus.subscribe(event -> heard.add(event.name() + event.data()));
        bus.publish("ONE", Map.of("a", 1L));
        subscription.close();
        bus.publish("AFTER", Map.of());
        assertEquals(List.of("ONE{a=1}"), heard);
    }

    @Test
    void anEventOutOfASubscriberComesAfterTheOneItHears() {
        bus.subscribe(
                event -> {
                    if (event.name().equals("ONE")) {
                        bus.publish("TWO", Map.of());
                    }
                });
        bus.subscribe(event -> heard.add(event.name()));
        bus.publish("ONE", Map.of());
        assertEquals(List.of("ONE", "TWO"), heard);
    }

    @Test
    void aFailingSubscriberDoesNotHarmOthers() {
        bus.subscribe(
                event -> {
                    throw new IllegalStateException("on purpose");
                });
        bus.subscribe(event -> heard.add(event.name()));
        bus.publish("ONE", Map.of());
        assertEquals(List.of("ONE"), heard);
    }
}
