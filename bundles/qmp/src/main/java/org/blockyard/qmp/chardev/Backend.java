package org.blockyard.qmp.chardev;

import java.io.IOException;
import org.blockyard.option.Branch;
import org.blockyard.option.Option;
import org.blockyard.option.Union;

/** The kinds of character devices and their settings, in the form of QMP. */
@Union
public sealed interface Backend {
    /** The settings. */
    Settings data();

    /** What makes a device. */
    interface Settings {
        /** Makes the device; on failure nothing is left behind. */
        CharDevice open() throws IOException;
    }

    /**
     * A file.
     *
     * @param data its settings
     */
    @Branch("file")
    record File(@Option("settings of the device") FileSettings data) implements Backend {}

    /**
     * A named pipe.
     *
     * @param data its settings
     */
    @Branch("pipe")
    record Pipe(@Option("settings of the device") PipeSettings data) implements Backend {}

    /**
     * A socket.
     *
     * @param data its settings
     */
    @Branch("socket")
    record Socket(@Option("settings of the device") SocketSettings data) implements Backend {}

    /**
     * Nothing at all.
     *
     * @param data its settings
     */
    @Branch("null")
    record Null(@Option("settings of the device") NullSettings data) implements Backend {}

    /**
     * The process's own input and output.
     *
     * @param data its settings
     */
    @Branch("stdio")
    record Stdio(@Option("settings of the device") StdioSettings data) implements Backend {}

    /**
     * A buffer in memory.
     *
     * @param data its settings
     */
    @Branch("ringbuf")
    record Ringbuf(@Option("settings of the device") RingbufSettings data) implements Backend {}

    /**
     * A buffer in memory, under its old name.
     *
     * @param data its settings
     */
    @Branch("memory")
    record Memory(@Option("settings of the device") RingbufSettings data) implements Backend {}
}
