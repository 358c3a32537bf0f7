package org.blockyard.kernel.internal.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.kernel.internal.fixture.TestContribution;
import org.blockyard.kernel.internal.fixture.TestPlatform;
import org.blockyard.object.ObjectType;
import org.blockyard.object.Objects;
import org.blockyard.option.KeyValues;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Platform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KernelObjectsTest {
    record Thing(@Option(value = "how many", byDefault = "1") long count) {}

    private final List<String> closed = new ArrayList<>();

    private final class ThingType implements ObjectType<Thing> {
        @Override
        public String name() {
            return "thing";
        }

        @Override
        public OptionSchema<Thing> options() {
            return OptionSchema.of(Thing.class);
        }

        @Override
        public Object create(String id, Thing options, Platform platform) {
            return (AutoCloseable) () -> closed.add(id + options.count());
        }
    }

    private final TestPlatform test = new TestPlatform();
    private final Objects objects = test.platform.objects();
    private final TestContribution things =
            new TestContribution("thing", "1.0.0", new ThingType(), ObjectType.class);

    KernelObjectsTest() {
        test.contributions.add(things);
        test.contributions.add(
                new TestContribution("iothread", "1.0.0", new IoThread(), ObjectType.class));
        test.contributions.add(
                new TestContribution("main-loop", "1.0.0", new MainLoop(), ObjectType.class));
    }

    @AfterEach
    void end() {
        test.close();
    }

    private void add(String text) throws Exception {
        objects.add(KeyValues.parse(text, Optional.of("qom-type")), ReadMode.TEXT);
    }

    private void refused(String sentence, String text) {
        assertEquals(sentence, assertThrows(BlockException.class, () -> add(text)).sentence());
    }

    @Test
    void objectsAreMadeFoundAndRemoved() throws Exception {
        add("thing,id=a,count=3");
        objects.add(Map.of("qom-type", "thing", "id", "b", "count", 4L), ReadMode.JSON);
        assertEquals("{a=thing, b=thing}", objects.list().toString());
        assertTrue(objects.find("a", AutoCloseable.class).isPresent());
        assertFalse(objects.find("a", String.class).isPresent());
        objects.remove("a");
        assertEquals(List.of("a3"), closed);
        test.close();
        assertEquals(List.of("a3", "b4"), closed);
    }

    @Test
    void wrongOptionsAreRefusedByName() throws Exception {
        add("thing,id=a");
        refused("attempt to add duplicate property 'a' to object (type 'container')", "thing,id=a");
        refused("Parameter 'qom-type' does not accept value 'nothing'", "nothing,id=x");
        refused("Parameter 'id' is missing", "thing");
        refused("Parameter 'qom-type' is missing", "id=a");
        refused("Parameter 'id' expects an identifier", "thing,id=1a");
        refused("Parameter 'colour' is unexpected", "thing,id=x,colour=red");
        assertThrows(
                BlockException.class,
                () ->
                        objects.add(
                                Map.of("qom-type", "thing", "id", "c", "count", "4"),
                                ReadMode.JSON));
        assertEquals(1, objects.list().size());
    }

    @Test
    void whatIsInUseStays() throws Exception {
        add("thing,id=a");
        var first = objects.use("a");
        var second = objects.use("a");
        first.close();
        first.close();
        var e = assertThrows(BlockException.class, () -> objects.remove("a"));
        assertEquals("object 'a' is in use, can not be deleted", e.sentence());
        second.close();
        objects.remove("a");
        assertThrows(BlockException.class, () -> objects.use("a"));
    }

    @Test
    void objectsGoWithTheirType() throws Exception {
        add("thing,id=a");
        add("iothread,id=t,poll-max-ns=0");
        test.contributions.remove(things);
        assertEquals(List.of("a1"), closed);
        assertEquals("{t=iothread}", objects.list().toString());
    }

    @Test
    void thereIsOneMainLoop() throws Exception {
        add("main-loop,id=m");
        refused("only one main-loop instance allowed", "main-loop,id=n");
    }
}
