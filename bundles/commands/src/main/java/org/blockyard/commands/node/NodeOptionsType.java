package org.blockyard.commands.node;

import java.util.LinkedHashMap;
import java.util.List;
import org.blockyard.commands.kit.Types;
import org.blockyard.driver.Amendable;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.Creating;
import org.blockyard.graph.DriverInfo;
import org.blockyard.graph.NodeOptions;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionType;
import org.blockyard.platform.Platform;

/** The unions over the drivers present now. */
public final class NodeOptionsType {
    private NodeOptionsType() {}

    /** The definition of a node: the options that all have, and those of each driver. */
    public static OptionType.OneOf definition(Platform platform) {
        var branches = new LinkedHashMap<String, List<OptionField>>();
        for (var info : preferred(platform)) {
            BlockDriver<?> driver = info.driver();
            branches.put(info.name(), driver.options().fields());
        }
        return Types.oneOf(
                "BlockdevOptions", "driver", Types.of(NodeOptions.class).fields(), branches);
    }

    /** The definition of a new image, for each driver that makes images. */
    public static OptionType.OneOf creation(Platform platform) {
        var branches = new LinkedHashMap<String, List<OptionField>>();
        for (var info : preferred(platform)) {
            if (info.driver() instanceof Creating<?> creating) {
                branches.put(info.name(), creating.createOptions().fields());
            }
        }
        return Types.oneOf("BlockdevCreateOptions", "driver", List.of(), branches);
    }

    /** What can be changed of an image, for each driver that can change something. */
    public static OptionType.OneOf amendment(Platform platform) {
        var branches = new LinkedHashMap<String, List<OptionField>>();
        for (var info : preferred(platform)) {
            if (info.driver() instanceof Amendable amendable) {
                branches.put(info.name(), amendable.amendOptions().fields());
            }
        }
        return Types.oneOf("BlockdevAmendOptions", "driver", List.of(), branches);
    }

    private static List<DriverInfo> preferred(Platform platform) {
        return platform.graph().drivers().stream().filter(DriverInfo::preferred).toList();
    }
}
