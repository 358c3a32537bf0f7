package org.blockyard.itest.fuzz.inputs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What runs inputs. Jazzer knows its class by the static methods {@code fuzzerInitialize} and
 * {@code fuzzerTestOneInput}, which do the same as {@link #prepare} and {@link #run}.
 */
public interface Target {
    /** The property that names the folder to work in. */
    String FOLDER = "fuzz.folder";

    /** Its name, which is that of the folder of known inputs as well. */
    String name();

    /** Makes what all inputs need, once. */
    void prepare() throws IOException;

    /** Runs one input: what is thrown is a finding. */
    void run(byte[] input) throws Throwable;

    /** What an input is about. */
    String describe(byte[] input);

    /** Harmless inputs to begin with. */
    List<byte[]> beginnings();

    /** An input made by chance. */
    byte[] random(Random random);

    /** How many bytes of an input are of use. */
    int most();

    /** System properties that its class must find, where it is not this object that runs. */
    default Map<String, String> properties() {
        return Map.of();
    }

    /** How much time of processors an input may take. */
    default int mostSeconds() {
        return 20;
    }

    /** The folder to work in. */
    static Path folder() {
        return Path.of(System.getProperty(FOLDER, "."));
    }
}
