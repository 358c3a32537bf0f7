package org.blockyard.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.blockyard.io.DataChannel;
import org.blockyard.io.FilePlace;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What filters have in common passes nothing on by itself that moves or shows bytes. */
class FilterDeviceTest {
    /** What it may ask of its child unasked: all else has to be taken up by the filter. */
    private static final Set<String> HARMLESS = Set.of("name", "length", "limits", "flush");

    private final List<String> asked = new ArrayList<>();
    private final Child child =
            (Child)
                    Proxy.newProxyInstance(
                            Child.class.getClassLoader(),
                            new Class<?>[] {Child.class},
                            (proxy, method, arguments) -> answer(method));

    private Object answer(Method method) {
        asked.add(method.getName());
        return switch (method.getName()) {
            case "name" -> "file";
            case "length" -> 1L << 20;
            default -> null;
        };
    }

    /** A filter that has taken up nothing. */
    private static final class Bare extends FilterDevice {
        Bare(Child file) {
            super(file);
        }

        private static UnsupportedOperationException undecided() {
            return new UnsupportedOperationException();
        }

        @Override
        public void read(long offset, ByteBuffer target) {
            throw undecided();
        }

        @Override
        public void write(long offset, ByteBuffer source, RequestFlags flags) {
            throw undecided();
        }

        @Override
        public boolean writeZeroes(long offset, long length, RequestFlags flags) {
            throw undecided();
        }

        @Override
        public void discard(long offset, long length) {
            throw undecided();
        }
    }

    static Stream<Method> operations() {
        return Stream.of(DataChannel.class.getMethods());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void anOperationThatNoFilterTookUpDoesNotReachTheChild(Method operation) throws Exception {
        var filter = new Bare(child);
        var declared =
                FilterDevice.class.getMethod(operation.getName(), operation.getParameterTypes());
        assertNotEquals(
                DataChannel.class,
                declared.getDeclaringClass(),
                operation + " is new: decide in StrictDevice what strict devices do with it");
        Object result = null;
        try {
            result = operation.invoke(filter, arguments(operation));
        } catch (InvocationTargetException e) {
            assertEquals(UnsupportedOperationException.class, e.getCause().getClass());
        }
        assertEquals(List.of(), asked.stream().filter(name -> !HARMLESS.contains(name)).toList());
        if (operation.getName().startsWith("try") && !operation.getName().equals("tryStatus")) {
            assertEquals(
                    operation.getReturnType() == boolean.class ? false : Optional.empty(), result);
        }
    }

    private static Object[] arguments(Method operation) {
        return Stream.of(operation.getParameterTypes()).map(FilterDeviceTest::argument).toArray();
    }

    private static Object argument(Class<?> type) {
        if (type == long.class) {
            return 4096L;
        }
        if (type == int.class) {
            return 4096;
        }
        if (type == ByteBuffer.class) {
            return ByteBuffer.allocate(4096);
        }
        if (type == RequestFlags.class) {
            return RequestFlags.NONE;
        }
        return new FilePlace(0, 0, 4096);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whatMovesOrDestroysBytesHasToBeWrittenByEachFilter(Method operation) throws Exception {
        if (!Set.of("read", "write", "writeZeroes", "discard").contains(operation.getName())) {
            return;
        }
        var declared =
                FilterDevice.class.getMethod(operation.getName(), operation.getParameterTypes());
        assertEquals(StrictDevice.class, declared.getDeclaringClass());
        assertEquals(true, java.lang.reflect.Modifier.isAbstract(declared.getModifiers()));
        assertThrows(
                InvocationTargetException.class,
                () -> operation.invoke(new Bare(child), arguments(operation)));
    }
}
