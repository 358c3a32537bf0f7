package org.blockyard.shell.internal.command;

import java.util.List;
import org.blockyard.export.ExportInfo;
import org.blockyard.graph.BlockNode;
import org.blockyard.job.JobInfo;
import org.blockyard.platform.Platform;

/** The names that complete a line. */
final class Names {
    private Names() {}

    static List<Suggestion> nodes(Platform platform) {
        return platform.graph().nodes().stream()
                .filter(BlockNode::named)
                .map(node -> new Suggestion(node.name(), node.driver(), true))
                .toList();
    }

    static List<Suggestion> exports(Platform platform) {
        return platform.exports().list().stream()
                .map((ExportInfo export) -> new Suggestion(export.id(), export.type(), true))
                .toList();
    }

    static List<Suggestion> jobs(Platform platform) {
        return platform.jobs().list().stream()
                .map((JobInfo job) -> new Suggestion(job.id(), job.type(), true))
                .toList();
    }

    static List<Suggestion> objects(Platform platform) {
        return platform.objects().list().entrySet().stream()
                .map(object -> new Suggestion(object.getKey(), object.getValue(), true))
                .toList();
    }
}
