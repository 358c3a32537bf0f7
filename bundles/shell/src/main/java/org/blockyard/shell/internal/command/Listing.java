package org.blockyard.shell.internal.command;

import java.io.IOException;
import java.util.function.Supplier;
import org.blockyard.shell.internal.text.Table;

/**
 * A command without arguments that prints a table.
 *
 * @param name its name
 * @param summary what it does
 * @param details what the columns mean, for help
 * @param none what is printed if there is nothing
 * @param table makes the table
 */
record Listing(String name, String summary, String details, String none, Supplier<Table> table)
        implements ShellCommand {
    @Override
    public String usage() {
        return name + "\n\n" + details;
    }

    @Override
    public void run(Invocation call) throws IOException {
        call.none();
        call.out().print(table.get().render(call.viewer().columns(), none));
    }
}
