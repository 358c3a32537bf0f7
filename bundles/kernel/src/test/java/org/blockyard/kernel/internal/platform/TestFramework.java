package org.blockyard.kernel.internal.platform;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.blockyard.platform.ContributionHeader;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * A framework in this process that shares the API's classes with the test, with the kernel started
 * in it.
 */
final class TestFramework implements AutoCloseable {
    private static final String API = "driver,export,graph,io,job,monitor,object,option,platform";

    final Framework framework;
    final BundleContext context;
    private final Activator kernel = new Activator();

    TestFramework(Path storage) throws BundleException {
        var packages = new StringBuilder();
        for (var name : API.split(",")) {
            packages.append(packages.isEmpty() ? "" : ",").append("org.blockyard.").append(name);
            packages.append(";version=1.0.0");
        }
        var settings = new HashMap<String, String>();
        settings.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, packages.toString());
        settings.put("felix.log.level", "1");
        framework =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .newFramework(settings);
        framework.start();
        context = framework.getBundleContext();
        kernel.start(context);
    }

    /** Installs a bundle of one class. */
    Bundle install(String name, String version, String provide, Class<?> type) throws Exception {
        return context.installBundle(
                "test:" + name + version,
                new ByteArrayInputStream(jar(name, version, provide, type)));
    }

    static byte[] jar(String name, String version, String provide, Class<?> type)
            throws IOException {
        var manifest = new Manifest();
        var main = manifest.getMainAttributes();
        Map.of(
                        "Bundle-ManifestVersion",
                        "2",
                        "Bundle-SymbolicName",
                        name,
                        "Bundle-Version",
                        version,
                        "Import-Package",
                        "org.blockyard.driver,org.blockyard.io,org.blockyard.option,org.blockyard.monitor",
                        ContributionHeader.NAME,
                        provide)
                .forEach(main::putValue);
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        var bytes = new ByteArrayOutputStream();
        try (var out = new JarOutputStream(bytes, manifest)) {
            var entry = type.getName().replace('.', '/') + ".class";
            out.putNextEntry(new ZipEntry(entry));
            try (var in = type.getClassLoader().getResourceAsStream(entry)) {
                in.transferTo(out);
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() throws Exception {
        kernel.stop(context);
        framework.stop();
        framework.waitForStop(10_000);
    }
}
