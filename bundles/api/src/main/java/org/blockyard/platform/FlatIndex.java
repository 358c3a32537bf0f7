package org.blockyard.platform;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.blockyard.io.BlockException;

/** Finds contributions without a framework. */
final class FlatIndex {
    private static final System.Logger LOG = LazyLogger.of(FlatPlatform.class);

    private final ClassLoader loader;
    private final List<Contribution> found = new ArrayList<>();

    FlatIndex(ClassLoader loader) {
        this.loader = loader;
    }

    List<Contribution> found() {
        return List.copyOf(found);
    }

    /** Adds what an index file names. */
    void addFile(Path file) throws IOException {
        // not by a channel: a plain stream is there already when a program starts
        try (var in = new FileInputStream(file.toFile())) {
            addLines(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Adds what the index files on the class path name. */
    void addClassPath() throws IOException {
        var indexes = loader.getResources(FlatPlatform.INDEX);
        while (indexes.hasMoreElements()) {
            try (var in = indexes.nextElement().openStream()) {
                addLines(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    private void addLines(String text) throws BlockException {
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            var line = text.substring(start, end).strip();
            start = end + 1;
            if (!line.isEmpty() && line.charAt(0) != '#') {
                for (var header : ContributionHeader.parse(line)) {
                    var of = header.attributes();
                    add(
                            header,
                            of.getOrDefault("bundle", ""),
                            of.getOrDefault("version", "0.0.0"),
                            loader);
                }
            }
        }
    }

    private void add(ContributionHeader header, String bundle, String version, ClassLoader from) {
        found.add(new FlatContribution(header, bundle, version, from));
    }

    /**
     * Adds the jars of folders, which are separated as in a class path. One that can't be read is
     * left out with a warning.
     */
    void addFolders(String folders) {
        for (var folder : folders.split(File.pathSeparator)) {
            if (!folder.isEmpty()) {
                addFolder(Path.of(folder));
            }
        }
    }

    private void addFolder(Path folder) {
        var jars = new ArrayList<Path>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.jar")) {
            entries.forEach(jars::add);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "driver folder " + folder + " can't be read: " + e);
        }
        jars.sort(null);
        for (var jar : jars) {
            try {
                addJar(jar);
            } catch (IOException | RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "driver " + jar + " is left out: " + e.getMessage());
            }
        }
    }

    private void addJar(Path jar) throws IOException {
        Attributes manifest;
        try (var file = new JarFile(jar.toFile())) {
            var all = file.getManifest();
            manifest = all == null ? new Attributes() : all.getMainAttributes();
        }
        var provides = manifest.getValue(ContributionHeader.NAME);
        if (provides == null) {
            return;
        }
        var headers = ContributionHeader.parse(provides);
        var bundle = value(manifest, "Bundle-SymbolicName", jar.getFileName() + "");
        int directives = bundle.indexOf(';');
        bundle = directives < 0 ? bundle : bundle.substring(0, directives).strip();
        // stays open as long as the process: its classes are loaded when they are first used

        var classes = new URLClassLoader(bundle, new URL[] {jar.toUri().toURL()}, loader);
        for (var header : headers) {
            add(header, bundle, value(manifest, "Bundle-Version", "0.0.0"), classes);
        }
    }

    private static String value(Attributes manifest, String name, String otherwise) {
        var value = manifest.getValue(name);
        return value == null ? otherwise : value.strip();
    }
}
