package org.blockyard.itest.bench.nbd;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.blockyard.itest.bench.report.Measured;
import org.blockyard.itest.bench.report.Page;
import org.blockyard.itest.bench.report.Table;
import org.blockyard.itest.bench.server.ServerKind;

/** A result as tables: a row for each load, a column for each server. */
final class ResultTables {
    private final Result result;

    ResultTables(Result result) {
        this.result = result;
    }

    void show(Page page) {
        page.section(result.scenario().toString());
        page.add(cpu());
        page.add(table("requests/s (MiB/s)", Figures::throughput));
        page.add(table("latency us, p50 / p99 / p99.9", Figures::latency));
        page.add(table("client CPU us/request", Figures::client));
        page.add(memory());
        if (result.scenario().preparation() == Preparation.COLD) {
            page.add(table("from the disk, % of the bytes asked for", Figures::fromDisk));
        }
    }

    private Table cpu() {
        var kinds = result.kinds();
        var peers = kinds.stream().filter(kind -> kind != ServerKind.BLOCKYARD).toList();
        var head = head("server CPU us/request");
        peers.forEach(peer -> head.add(peer.title() + " / ours"));
        var table = new Table(head);
        for (var load : result.scenario().loads()) {
            var row = new ArrayList<>(List.of(load.toString()));
            kinds.forEach(kind -> row.add(Measured.show(result.of(load, kind).cpu())));
            peers.forEach(peer -> row.add(Measured.show(result.ratio(load, peer))));
            table.add(row);
        }
        return table;
    }

    private Table table(String title, Function<Figures, String> figure) {
        var table = new Table(head(title));
        for (var load : result.scenario().loads()) {
            var row = new ArrayList<>(List.of(load.toString()));
            result.kinds().forEach(kind -> row.add(figure.apply(result.of(load, kind))));
            table.add(row);
        }
        return table;
    }

    /** Loads change little of it, so that the last one tells. */
    private String memory() {
        var last = result.scenario().loads().getLast();
        var said = new ArrayList<String>();
        for (var kind : result.kinds()) {
            said.add(kind.title() + " " + result.of(last, kind).memory());
        }
        return "RSS / anonymous, MiB: " + String.join(", ", said);
    }

    private List<String> head(String title) {
        var head = new ArrayList<>(List.of(title));
        result.kinds().forEach(kind -> head.add(kind.title()));
        return head;
    }
}
