package org.blockyard.authz;

import java.io.IOException;
import java.util.List;
import org.blockyard.object.ObjectType;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Platform;
import org.blockyard.platform.Provide;

/** The object type {@code authz-list-file}: rules in a file say who may connect. */
@Provide(services = ObjectType.class, name = "authz-list-file")
public class ListFileType implements ObjectType<ListFileType.Properties> {
    /**
     * What the user set.
     *
     * @param filename the file, with what {@code authz-list} takes as a JSON object
     * @param refresh whether it is read again when it has changed
     */
    public record Properties(
            @Option("file with policy and rules of an authz-list, as a JSON object")
                    String filename,
            @Option(value = "read the file again when it has changed", byDefault = "on")
                    boolean refresh) {}

    @Override
    public String name() {
        return "authz-list-file";
    }

    @Override
    public final List<String> ancestors() {
        return Ancestors.OF_ALL;
    }

    @Override
    public final OptionSchema<Properties> options() {
        return OptionSchema.of(Properties.class);
    }

    @Override
    public final Object create(String id, Properties options, Platform platform)
            throws IOException {
        return new RulesFile(id, options);
    }
}
