package org.blockyard.kernel.internal.object;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.driver.DriverScope;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.contribution.ContributionListener;
import org.blockyard.kernel.internal.contribution.ContributionRegistry;
import org.blockyard.kernel.internal.driver.DriverObjects;
import org.blockyard.object.ObjectType;
import org.blockyard.object.Objects;
import org.blockyard.object.Secret;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Contribution;
import org.blockyard.platform.LazyLogger;
import org.blockyard.platform.Platform;

/** The user-created objects of one platform. */
public final class KernelObjects
        implements Objects, DriverObjects, ContributionListener, AutoCloseable {
    private static final System.Logger LOG = LazyLogger.of(KernelObjects.class);

    private final Platform platform;
    private final ContributionRegistry contributions;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, HeldObject> objects = new LinkedHashMap<>();

    /** No objects yet; the types are those contributed. */
    public KernelObjects(Platform platform, ContributionRegistry contributions) {
        this.platform = platform;
        this.contributions = contributions;
        contributions.listen(this);
    }

    @Override
    public void add(Map<String, Object> options, ReadMode mode) throws IOException {
        var rest = new LinkedHashMap<>(options);
        var typeName = text(rest, "qom-type");
        var id = text(rest, "id");
        if (!Ids.wellFormed(id)) {
            throw new BlockException(
                            ErrorKind.INVALID_OPTION, "Parameter 'id' expects an identifier")
                    .hint(Ids.HINT);
        }
        var maker =
                contributions
                        .find(ObjectType.class, typeName)
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.INVALID_OPTION,
                                                "Parameter 'qom-type' does not accept value '"
                                                        + typeName
                                                        + "'"));
        // made outside of the lock: it may read files, and look other objects up
        requireFree(id);
        ObjectType<?> type = maker.as(ObjectType.class);
        var made = make(maker, type, id, rest, mode);
        lock.lock();
        try {
            if (objects.putIfAbsent(id, made) == null) {
                return;
            }
        } finally {
            lock.unlock();
        }
        end(id, made);
        throw taken(id);
    }

    private <O extends Record> HeldObject make(
            Contribution maker,
            ObjectType<O> type,
            String id,
            Map<String, Object> tree,
            ReadMode mode)
            throws IOException {
        var options = type.options().read(tree, mode);
        var object = type.create(id, options, platform);
        return new HeldObject(
                type.name(), maker, object, type.lasting(options).map(type.options()::write));
    }

    private static String text(Map<String, Object> options, String name) throws BlockException {
        var value = options.remove(name);
        if (value == null) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "Parameter '" + name + "' is missing");
        }
        if (!(value instanceof String text)) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "Invalid parameter type for '" + name + "', expected: string");
        }
        return text;
    }

    private void requireFree(String id) throws BlockException {
        lock.lock();
        try {
            if (objects.containsKey(id)) {
                throw taken(id);
            }
        } finally {
            lock.unlock();
        }
    }

    private static BlockException taken(String id) {
        return new BlockException(
                ErrorKind.EXISTS,
                "attempt to add duplicate property '" + id + "' to object (type 'container')");
    }

    private HeldObject require(String id) throws BlockException {
        var held = objects.get(id);
        if (held == null) {
            throw new BlockException(ErrorKind.NOT_FOUND, "object '" + id + "' not found");
        }
        return held;
    }

    @Override
    public void remove(String id) throws BlockException {
        HeldObject held;
        lock.lock();
        try {
            held = require(id);
            if (held.isInUse()) {
                throw new BlockException(
                        ErrorKind.BUSY, "object '" + id + "' is in use, can not be deleted");
            }
            objects.remove(id);
        } finally {
            lock.unlock();
        }
        end(id, held);
    }

    private static void end(String id, HeldObject held) {
        if (held.object() instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "closing object '" + id + "' failed", e);
            }
        }
    }

    @Override
    public <T> Optional<T> find(String id, Class<T> type) {
        lock.lock();
        try {
            var held = objects.get(id);
            return held != null && type.isInstance(held.object())
                    ? Optional.of(type.cast(held.object()))
                    : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public byte[] secret(String id) throws BlockException {
        return find(id, Secret.class)
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.NOT_FOUND, "No secret with id '" + id + "'"))
                .bytes();
    }

    @Override
    public <T> Optional<T> use(String id, Class<T> type, DriverScope until) throws BlockException {
        lock.lock();
        try {
            var found = find(id, type);
            if (found.isPresent()) {
                until.own(use(id));
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Map<String, String> list() {
        lock.lock();
        try {
            var list = new LinkedHashMap<String, String>();
            objects.forEach((id, held) -> list.put(id, held.type()));
            return list;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Map<String, Optional<Map<String, Object>>> definitions() {
        var definitions = new LinkedHashMap<String, Optional<Map<String, Object>>>();
        for (var entry : snapshot()) {
            definitions.put(entry.getKey(), entry.getValue().definition(entry.getKey()));
        }
        return definitions;
    }

    @Override
    public List<ObjectType<?>> types() {
        var types = new ArrayList<ObjectType<?>>();
        for (ObjectType<?> type : contributions.instances(ObjectType.class)) {
            if (types.stream().noneMatch(known -> known.name().equals(type.name()))) {
                types.add(type);
            }
        }
        return types;
    }

    @Override
    public AutoCloseable use(String id) throws BlockException {
        lock.lock();
        try {
            var held = require(id);
            held.take();
            var ended = new AtomicBoolean();
            return () -> {
                if (ended.compareAndSet(false, true)) {
                    letGo(held);
                }
            };
        } finally {
            lock.unlock();
        }
    }

    private void letGo(HeldObject held) {
        lock.lock();
        try {
            held.letGo();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void added(Contribution contribution) {}

    /** Objects whose classes go away go first, in use or not. */
    @Override
    public void removing(Contribution contribution) {
        if (!contribution.is(ObjectType.class)) {
            return;
        }
        for (var entry : snapshot().reversed()) {
            if (entry.getValue().maker() == contribution) {
                drop(entry.getKey(), entry.getValue());
                LOG.log(
                        System.Logger.Level.WARNING,
                        "object '" + entry.getKey() + "' went with the bundle of its type");
            }
        }
    }

    private List<Map.Entry<String, HeldObject>> snapshot() {
        lock.lock();
        try {
            var list = new ArrayList<Map.Entry<String, HeldObject>>();
            objects.forEach((id, held) -> list.add(Map.entry(id, held)));
            return list;
        } finally {
            lock.unlock();
        }
    }

    private void drop(String id, HeldObject held) {
        lock.lock();
        try {
            if (!objects.remove(id, held)) {
                return;
            }
        } finally {
            lock.unlock();
        }
        end(id, held);
    }

    /** Removes all objects, the youngest first. */
    @Override
    public void close() {
        snapshot().reversed().forEach(entry -> drop(entry.getKey(), entry.getValue()));
    }
}
