package org.blockyard.monitor;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.platform.Platform;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Character devices and the monitors on them, as the command line names them. Announced with {@link
 * org.blockyard.platform.Provide @Provide}, so it is found among the platform's contributions and,
 * in a framework, as a service. Thread-safe.
 */
@ProviderType
public interface Monitors extends AutoCloseable {
    /**
     * Makes a character device from the text of {@code --chardev}, such as {@code
     * socket,id=m,path=/run/q.sock,server=on,wait=off}. A server that is to wait returns when its
     * first client has come.
     *
     * @throws org.blockyard.io.BlockException if it can't be made; nothing is left behind then
     */
    void addChardev(String options) throws IOException;

    /**
     * Puts a monitor on a character device, from the text of {@code --monitor}, such as {@code m}
     * or {@code chardev=m,pretty=on}.
     *
     * @param platform what its commands work on
     */
    void addMonitor(String options, Platform platform) throws IOException;

    /**
     * What to print if the text of {@code --chardev} asks for help ({@code help}, {@code
     * socket,help}); empty if it does not.
     */
    Optional<String> chardevHelp(String options);

    /**
     * Sends what is owed to clients, ends the monitors, closes the character devices and removes
     * their sockets. Idempotent.
     */
    @Override
    void close();
}
