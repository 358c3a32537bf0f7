package org.blockyard.commands.schema;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockyard.commands.kit.Types;
import org.blockyard.commands.object.ObjectCommands;
import org.blockyard.export.ExportOptions;
import org.blockyard.graph.NodeOptions;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionType;

/** What the branches of a union have in common: the members that are in all of them. */
public final class Common {
    /** Where there is one branch only, nothing but knowledge tells what others would have too. */
    private static final Set<OptionField> SHARED =
            Stream.of(
                            Types.of(NodeOptions.class).fields(),
                            Types.of(ExportOptions.class).fields(),
                            List.of(ObjectCommands.ID))
                    .flatMap(List::stream)
                    .collect(Collectors.toUnmodifiableSet());

    private final OptionType.OneOf union;
    private final List<OptionField> fields;

    /** The common members of a union. */
    public Common(OptionType.OneOf union) {
        this.union = union;
        this.fields =
                union.branches().values().stream()
                        .limit(1)
                        .flatMap(branch -> branch.fields().stream())
                        .filter(this::everywhere)
                        .toList();
    }

    private boolean everywhere(OptionField field) {
        if (union.branches().size() == 1) {
            return SHARED.contains(field);
        }
        return union.branches().values().stream()
                .allMatch(branch -> branch.fields().contains(field));
    }

    /** The members of all branches. */
    public List<OptionField> fields() {
        return fields;
    }

    /** The members that a branch has besides. */
    public List<OptionField> further(String word) {
        var branch = union.branches().get(word);
        return branch == null
                ? List.of()
                : branch.fields().stream().filter(field -> !fields.contains(field)).toList();
    }
}
