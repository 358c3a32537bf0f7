package org.blockyard.img.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.UsageException;
import org.blockyard.option.Json;

/**
 * {@code img info}: tells about an image, and about those behind it. Opens neither backing nor data
 * files unless asked.
 */
final class Info implements Subcommand {
    private static final Flag CHAIN =
            new Flag('b', "backing-chain", "", "tell about the images behind it too");

    @Override
    public String name() {
        return "info";
    }

    @Override
    public String purpose() {
        return "Display information about image";
    }

    @Override
    public String operands() {
        return "FILENAME";
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                Flags.FORMAT,
                Flags.IMAGE_OPTS,
                CHAIN,
                Flags.FORCE_SHARE,
                Flags.OBJECT,
                Flags.OUTPUT);
    }

    @Override
    public int run(CommandLine line, Session session) throws IOException, UsageException {
        var name = Usage.operands(line, 1, 1, "Expecting one image file name").getFirst();
        boolean json = OutputForm.json(line);
        boolean chain = line.has(CHAIN);
        var reports = reports(name, line, session, chain);
        if (json) {
            var trees = reports.stream().map(ImageReport::tree).toList();
            session.out().println(Json.writePretty(chain ? trees : trees.getFirst()));
        } else {
            for (int i = 0; i < reports.size(); i++) {
                session.out().print((i > 0 ? "\n" : "") + HumanReport.of(reports.get(i)));
            }
        }
        return 0;
    }

    private static List<ImageReport> reports(
            String name, CommandLine line, Session session, boolean chain) throws IOException {
        var reports = new ArrayList<ImageReport>();
        var seen = new HashSet<String>();
        var wanted = Images.image(name, line).format(line.value(Flags.FORMAT));
        while (true) {
            var node =
                    session.images()
                            .open(
                                    wanted.readOnly()
                                            .metadataOnly()
                                            .noBacking()
                                            .forceShare(line.has(Flags.FORCE_SHARE)));
            var report = ImageReport.of(node);
            reports.add(report);
            if (!chain || report.fullBackingName().isEmpty()) {
                return reports;
            }
            var next = report.fullBackingName().get();
            if (!seen.add(next)) {
                throw new StatusException(
                        1, "Backing file '" + next + "' creates an infinite loop.");
            }
            wanted = Images.fileName(next).format(report.description().backingFormat());
        }
    }
}
