// Lays out what is shipped: run by run-configs/pom.xml after the products were exported.
//   java LayOut.java ROOT VERSION
// target/product then holds
//   bundles/storage-daemon/  the bundles of the daemon
//   launcher/                the framework and what starts it, and the digest of what the daemon runs
//   lib/                     tools.jar: our bundles that the tools need in one jar; their index, the class path and its digest
//   features/NAME.json       the features as the operator knows them (OSGi Feature)
//   maven/                   a Maven repository of what drivers are built against, and the versions to use

import module java.base;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A bundle: its jar and what its manifest says. */
record Bundle(Path jar, String name, String version, String provides) {
    static Bundle of(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            Attributes main = file.getManifest().getMainAttributes();
            String name = main.getValue("Bundle-SymbolicName").replaceAll(";.*", "").strip();
            String provides = Objects.requireNonNullElse(main.getValue("Blockyard-Provide"), "");
            return new Bundle(jar, name, main.getValue("Bundle-Version"), provides);
        }
    }

    /** Group, artifact and version; the group is looked up in cnf/pom.xml, for not every jar tells it. */
    String mavenId(String pom) {
        var parts = Pattern.compile("(.+?)-(\\d.*)\\.jar").matcher(jar.getFileName().toString());
        if (parts.matches()) {
            String artifact = Pattern.quote(parts.group(1));
            var pinned = Pattern.compile("<groupId>([^<]+)</groupId><artifactId>" + artifact + "</artifactId>").matcher(pom);
            if (pinned.find()) {
                return pinned.group(1) + ":" + parts.group(1) + ":" + parts.group(2);
            }
        }
        throw new IllegalStateException(jar.getFileName() + " is shipped, but cnf/pom.xml does not name it");
    }
}

void main(String[] args) throws Exception {
    Path root = Path.of(args[0]).toRealPath();
    Path target = root.resolve("run-configs/target");
    List<Bundle> daemon = bundles(target.resolve("export/storage-daemon"));
    List<Bundle> tools = bundles(target.resolve("export/tools"));
    // Made beside the old one and then swapped in: a process may be running from it.
    Path made = target.resolve("product.new");
    delete(made);
    for (String folder : List.of("bundles/storage-daemon", "launcher", "lib", "features")) {
        Files.createDirectories(made.resolve(folder));
    }
    Files.writeString(made.resolve("VERSION"), args[1] + "\n");
    for (Bundle bundle : daemon) {
        Files.copy(bundle.jar, made.resolve("bundles/storage-daemon").resolve(bundle.jar.getFileName()));
    }
    Files.copy(target.resolve("launcher/org.blockyard.launcher.jar"), made.resolve("launcher/launcher.jar"));
    Files.copy(target.resolve("launcher/org.apache.felix.framework.jar"), made.resolve("launcher/framework.jar"));
    writeLib(root, made, tools, daemon);
    writeDaemonDigest(root, made, daemon);
    writeFeatures(root, made, daemon, tools);
    writeMaven(root, made.resolve("maven"));
    delete(target.resolve("product.old"));
    if (Files.exists(target.resolve("product"))) {
        Files.move(target.resolve("product"), target.resolve("product.old"));
    }
    Files.move(made, target.resolve("product"));
    delete(target.resolve("product.old"));
}

List<Bundle> bundles(Path folder) throws IOException {
    var found = new ArrayList<Bundle>();
    try (var jars = Files.list(folder)) {
        for (Path jar : jars.filter(p -> p.toString().endsWith(".jar")).sorted().toList()) {
            found.add(Bundle.of(jar));
        }
    }
    return found;
}

/**
 * The tools' class path: one jar of our bundles, since Java opens each jar on the class path before it can say that a resource is
 * not there, and a tool is judged by its start; then the foreign jars that the daemon has too. The index of all contributions is a
 * file of its own, so that no jar is opened at all.
 */
void writeLib(Path root, Path made, List<Bundle> tools, List<Bundle> daemon) throws Exception {
    var shared = new HashSet<String>();
    daemon.forEach(bundle -> shared.add(bundle.jar.getFileName().toString()));
    var classPath = new ArrayList<String>(List.of("lib/tools.jar"));
    var entries = new TreeMap<String, byte[]>();
    var index = new StringBuilder();
    for (Bundle bundle : tools) {
        String jar = bundle.jar.getFileName().toString();
        if (bundle.name.startsWith("org.blockyard.")) {
            addEntries(bundle, entries);
        } else {
            String place = shared.contains(jar) ? "bundles/storage-daemon/" + jar : "lib/" + jar;
            if (!shared.contains(jar)) {
                Files.copy(bundle.jar, made.resolve(place));
            }
            classPath.add(place);
        }
        for (String clause : bundle.provides.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")) {
            if (!clause.isBlank()) {
                index.append("%s;bundle=\"%s\";version=\"%s\"%n".formatted(clause.strip(), bundle.name, bundle.version));
            }
        }
    }
    Files.writeString(made.resolve("lib/index"), index.toString());
    writeSchemas(made.resolve("lib/schemas"), entries);
    writeJar(made.resolve("lib/tools.jar"), entries);
    Files.writeString(made.resolve("lib/classpath"), String.join("\n", classPath) + "\n");
    var digested = new ArrayList<>(classPath);
    digested.add("lib/index");
    writeDigest(root, made, "lib/digest", digested);
}

/** Copies of the classes that bear the annotations of options, which are read from them: so that nothing opens the jar. */
void writeSchemas(Path folder, SortedMap<String, byte[]> entries) throws IOException {
    Files.createDirectories(folder);
    for (var entry : entries.entrySet()) {
        String content = new String(entry.getValue(), StandardCharsets.ISO_8859_1);
        boolean annotated = Stream.of("Option", "Branch", "Union").anyMatch(a -> content.contains("Lorg/blockyard/option/" + a + ";"));
        if (entry.getKey().endsWith(".class") && annotated) {
            Files.write(folder.resolve(entry.getKey().replace('/', '.')), entry.getValue());
        }
    }
}

/** What an ahead-of-time cache of these jars is named by; Java refuses one that was made with other options than those of run.sh. */
void writeDigest(Path root, Path made, String file, List<String> jars) throws Exception {
    var digest = MessageDigest.getInstance("SHA-256");
    digest.update(Files.readAllBytes(root.resolve("cnf/run.sh")));
    for (String jar : jars) {
        digest.update(Files.readAllBytes(made.resolve(jar)));
    }
    Files.writeString(made.resolve(file), HexFormat.of().formatHex(digest.digest(), 0, 8) + "\n");
}

/** The jars that the daemon runs: the launcher's and the bundles. */
void writeDaemonDigest(Path root, Path made, List<Bundle> daemon) throws Exception {
    var jars = new ArrayList<String>(List.of("launcher/launcher.jar", "launcher/framework.jar"));
    daemon.forEach(bundle -> jars.add("bundles/storage-daemon/" + bundle.jar.getFileName()));
    writeDigest(root, made, "launcher/digest", jars);
}

/** Everything of a bundle but what only a framework reads. */
void addEntries(Bundle bundle, Map<String, byte[]> entries) throws IOException {
    try (var jar = new JarFile(bundle.jar.toFile())) {
        for (var entry : Collections.list(jar.entries())) {
            String name = entry.getName();
            boolean framework = name.equals(JarFile.MANIFEST_NAME) || name.startsWith("OSGI-") || name.startsWith("META-INF/maven/");
            if (entry.isDirectory() || framework) {
                continue;
            }
            byte[] bytes = jar.getInputStream(entry).readAllBytes();
            byte[] other = entries.putIfAbsent(name, bytes);
            if (other != null && !Arrays.equals(other, bytes)) {
                throw new IllegalStateException(bundle.jar + " has another " + name + " than a bundle before it");
            }
        }
    }
}

/** Stored, not compressed: it is read at each start. */
void writeJar(Path jar, SortedMap<String, byte[]> entries) throws IOException {
    try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
        zip.setMethod(ZipOutputStream.STORED);
        for (var one : entries.entrySet()) {
            var entry = new ZipEntry(one.getKey());
            entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0)); // the same sources give the same jar
            var checksum = new CRC32();
            checksum.update(one.getValue());
            entry.setCrc(checksum.getValue());
            entry.setSize(one.getValue().length);
            zip.putNextEntry(entry);
            zip.write(one.getValue());
        }
    }
}

/** One JSON file for each feature.bnd: the bundles that it names, at the versions that the products were resolved to. */
void writeFeatures(Path root, Path made, List<Bundle> daemon, List<Bundle> tools) throws IOException {
    var byName = new TreeMap<String, Bundle>();
    tools.forEach(bundle -> byName.put(bundle.name, bundle));
    daemon.forEach(bundle -> byName.put(bundle.name, bundle));
    String pom = Files.readString(root.resolve("cnf/pom.xml"));
    String version = Files.readString(made.resolve("VERSION")).strip();
    try (var folders = Files.list(root.resolve("features"))) {
        for (Path folder : folders.filter(f -> Files.exists(f.resolve("feature.bnd"))).sorted().toList()) {
            String text = Files.readString(folder.resolve("feature.bnd"));
            var ids = Pattern.compile("bnd.identity;id=([^,\\s\\\\]+)").matcher(text).results()
                    .map(match -> byName.get(match.group(1)).mavenId(pom)).map("    { \"id\": \"%s\" }"::formatted).toList();
            String json = """
                    {
                      "feature-resource-version": "1.0",
                      "id": "org.blockyard:feature.%s:%s",
                      "description": "%s",
                      "bundles": [
                    %s
                      ]
                    }
                    """.formatted(folder.getFileName(), version, text.lines().findFirst().orElse("").replaceAll("^# ", ""), String.join(",\n", ids));
            Files.writeString(made.resolve("features/" + folder.getFileName() + ".json"), json);
        }
    }
}

/**
 * A Maven repository of what drivers are built against, with poms that need no parent; and the versions for a new driver's pom, as a
 * script for sed. The digest names the repository: Maven keeps what it got from one, and must not take it for what is in another.
 */
void writeMaven(Path root, Path repository) throws Exception {
    String pins = Files.readString(root.resolve("cnf/pom.xml"));
    var digest = MessageDigest.getInstance("SHA-256");
    for (String name : List.of("api", "posix", "codec", "crypto", "kernel", "driver-tck")) {
        String artifact = "org.blockyard." + name;
        String version = pinned(pins, "org.blockyard", artifact);
        Path folder = Files.createDirectories(repository.resolve("org/blockyard/" + artifact + "/" + version));
        byte[] jar = Files.readAllBytes(root.resolve("bundles/%s/target/%s-%s.jar".formatted(name, artifact, version)));
        Files.write(folder.resolve(artifact + "-" + version + ".jar"), jar);
        digest.update(jar);
        Files.writeString(folder.resolve(artifact + "-" + version + ".pom"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>org.blockyard</groupId>
                  <artifactId>%s</artifactId>
                  <version>%s</version>
                  <dependencies>
                %s
                  </dependencies>
                </project>
                """.formatted(artifact, version, dependencies(pins, Files.readString(root.resolve("bundles/" + name + "/pom.xml")))));
    }
    var versions = new StringBuilder("s|@DIGEST@|%s|g%n".formatted(HexFormat.of().formatHex(digest.digest(), 0, 6)));
    for (String artifact : List.of("org.blockyard.api", "org.blockyard.driver-tck", "osgi.annotation", "maven-resources-plugin",
            "maven-compiler-plugin", "maven-surefire-plugin")) {
        String word = artifact.replace("org.blockyard.", "").replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
        versions.append("s|@%s@|%s|g%n".formatted(word, pinned(pins, "[^<]+", artifact)));
    }
    versions.append("s|@BND@|%s|g%n".formatted(property(pins, "bnd.version")));
    Files.writeString(repository.resolve("versions.sed"), versions.toString());
}

/** The dependencies of a bundle that its users need, with their versions. */
String dependencies(String pins, String pom) {
    return Pattern.compile("<groupId>([^<]+)</groupId><artifactId>([^<]+)</artifactId>(?:<scope>(\\w+)</scope>)?</dependency>").matcher(pom)
            .results().filter(match -> !Set.of("provided", "test").contains(String.valueOf(match.group(3))))
            .map(match -> "    <dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version><scope>%s</scope></dependency>"
                    .formatted(match.group(1), match.group(2), pinned(pins, Pattern.quote(match.group(1)), match.group(2)),
                            Objects.requireNonNullElse(match.group(3), "compile")))
            .collect(Collectors.joining("\n"));
}

/** The version of an artifact in cnf/pom.xml. JUnit's come from its own list, which is named by a property. */
String pinned(String pins, String group, String artifact) {
    if (artifact.startsWith("junit-jupiter")) {
        return property(pins, "junit.version");
    }
    var pin = Pattern.compile("<groupId>" + group + "</groupId>\\s*<artifactId>" + Pattern.quote(artifact)
            + "</artifactId>\\s*<version>([^<]+)</version>").matcher(pins);
    if (!pin.find()) {
        throw new IllegalStateException("cnf/pom.xml does not name " + artifact);
    }
    String version = pin.group(1);
    return version.startsWith("${") ? property(pins, version.substring(2, version.length() - 1)) : version;
}

String property(String pins, String name) {
    var value = Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)<").matcher(pins);
    if (!value.find()) {
        throw new IllegalStateException("cnf/pom.xml does not name " + name);
    }
    return value.group(1);
}

void delete(Path tree) throws IOException {
    if (Files.exists(tree)) {
        try (var files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
