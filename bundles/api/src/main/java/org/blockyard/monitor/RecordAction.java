package org.blockyard.monitor;

import java.io.IOException;
import java.util.Map;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.OptionType;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Platform;

/**
 * A transaction's action whose data are a record.
 *
 * @param <A> the record
 * @since 1.1
 */
public abstract class RecordAction<A extends Record> implements TransactionAction {
    private final String name;
    private final String doc;
    private final Class<A> data;

    /** An action of that name. */
    protected RecordAction(String name, String doc, Class<A> data) {
        this.name = name;
        this.doc = doc;
        this.data = data;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String doc() {
        return doc;
    }

    @Override
    public final OptionType.Struct data(Platform platform) {
        return OptionSchema.of(data).type();
    }

    @Override
    public final TransactionStep step(Map<String, Object> tree, TransactionContext context)
            throws IOException {
        return step(OptionSchema.of(data).read(tree, ReadMode.JSON, context.path()), context);
    }

    /** One such action as a step; nothing happens yet. */
    protected abstract TransactionStep step(A data, TransactionContext context) throws IOException;
}
