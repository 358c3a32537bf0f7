package org.blockyard.filter.quorum;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.ChangingChildren;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.filter.quorum.QuorumOptions.ReadPattern;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.ChildRef;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** Keeps a disk on several others; what most of them hold is what it reads as. */
@Provide(services = BlockDriver.class, name = QuorumDriver.NAME)
public final class QuorumDriver
        implements BlockDriver<QuorumOptions>, ChangingChildren<QuorumOptions> {
    static final String NAME = "quorum";

    private static final String CHILD = "children.";

    /** Made by the platform. */
    public QuorumDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FILTER;
    }

    @Override
    public OptionSchema<QuorumOptions> options() {
        return OptionSchema.of(QuorumOptions.class);
    }

    @Override
    public BlockDevice open(QuorumOptions options, OpenContext context) throws IOException {
        check(options);
        var children = new ArrayList<Child>();
        for (int i = 0; i < options.children().size(); i++) {
            var reference = options.children().get(i);
            if (present(reference)) {
                children.add(context.child(CHILD + i, reference, Set.of(ChildRole.DATA)));
            }
        }
        long length = children.getFirst().length();
        if (children.stream().anyMatch(child -> child.length() != length)) {
            throw new BlockException(
                    ErrorKind.IO, "Could not refresh total sector count: Input/output error");
        }
        var reports = new Reports(context);
        return new QuorumDevice(
                new Electorate(children, (int) options.voteThreshold(), context, reports),
                options,
                context,
                reports);
    }

    private static void check(QuorumOptions options) throws BlockException {
        int count = count(options);
        if (count < 1) {
            throw wrong("Number of provided children must be 1 or more");
        }
        if (options.voteThreshold() < 1) {
            throw wrong("Parameter 'vote-threshold' expects a value >= 1");
        }
        if (options.voteThreshold() > count) {
            throw wrong("threshold may not exceed children count");
        }
        if (options.readPattern() == ReadPattern.FIFO) {
            return;
        }
        if (options.blkverify() && (count != 2 || options.voteThreshold() != 2)) {
            throw wrong(
                    "blkverify=on can only be set if there are exactly two files and vote-threshold is 2");
        }
        if (options.blkverify() && options.rewriteCorrupted()) {
            throw wrong("rewrite-corrupted=on cannot be used with blkverify=on");
        }
    }

    @Override
    public QuorumOptions withChild(QuorumOptions options, ChildRef.Node child)
            throws BlockException {
        if (options.blkverify()) {
            throw wrong("Cannot add a child to a quorum in blkverify mode");
        }
        var children = new ArrayList<>(options.children());
        children.add(child);
        return with(options, children);
    }

    @Override
    public QuorumOptions withoutChild(QuorumOptions options, String name) throws BlockException {
        int index = index(name);
        if (index < 0
                || index >= options.children().size()
                || !present(options.children().get(index))) {
            throw new BlockException(ErrorKind.NOT_FOUND, "there is no child '" + name + "'");
        }
        if (count(options) <= options.voteThreshold()) {
            throw wrong(
                    "The number of children cannot be lower than the vote threshold "
                            + options.voteThreshold());
        }
        var children = new ArrayList<>(options.children());
        if (index == children.size() - 1) {
            children.removeLast();
        } else {
            children.set(index, new ChildRef.None()); // the others keep their names
        }
        return with(options, children);
    }

    private static int count(QuorumOptions options) {
        return (int) options.children().stream().filter(QuorumDriver::present).count();
    }

    private static boolean present(ChildRef child) {
        return !(child instanceof ChildRef.None);
    }

    private static int index(String name) {
        var digits = name.startsWith(CHILD) ? name.substring(CHILD.length()) : "";
        return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : -1;
    }

    private static QuorumOptions with(QuorumOptions options, List<ChildRef> children) {
        return new QuorumOptions(
                children,
                options.voteThreshold(),
                options.blkverify(),
                options.rewriteCorrupted(),
                options.readPattern());
    }

    private static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
