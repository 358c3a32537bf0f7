package org.blockyard.img.internal;

import java.util.List;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.UsageException;

/** What is wrong with the use of a subcommand. */
final class Usage {
    private Usage() {}

    /** A complaint about the command line, with advice where to find more. */
    static UsageException wrong(CommandLine line, String sentence) {
        return new UsageException("qemu-img: " + sentence, line.grammar().advice());
    }

    /** The operands, which must be that many. */
    static List<String> operands(CommandLine line, int least, int most, String expected)
            throws UsageException {
        int count = line.operands().size();
        if (count < least || count > most) {
            throw wrong(line, expected);
        }
        return line.operands();
    }
}
