package org.blockyard.itest.bench.nbd;

import java.util.LinkedHashMap;
import java.util.Map;
import org.blockyard.itest.bench.report.Measured;

/** What was measured of one server under one load, in all rounds. */
final class Figures {
    private final Measured cpu = new Measured();
    private final Measured rate = new Measured();
    private final Measured mebibytes = new Measured();
    private final Measured p50 = new Measured();
    private final Measured p99 = new Measured();
    private final Measured p999 = new Measured();
    private final Measured client = new Measured();
    private final Measured fromDisk = new Measured();
    private final Measured resident = new Measured();
    private final Measured anonymous = new Measured();

    /** Adds a round. */
    void add(Stage.Sample sample) {
        var outcome = sample.outcome();
        cpu.add(sample.serverMicros() / (double) outcome.requests());
        rate.add(outcome.rate());
        mebibytes.add(outcome.mebibytesPerSecond());
        p50.add(outcome.latencies().micros(0.5));
        p99.add(outcome.latencies().micros(0.99));
        p999.add(outcome.latencies().micros(0.999));
        client.add(outcome.clientMicrosEach());
        fromDisk.add(sample.diskBytes() / (double) (outcome.requests() * outcome.bytesEach()));
        resident.add(sample.residentMebibytes());
        anonymous.add(sample.anonymousMebibytes());
    }

    /** CPU time of the server for a request, in microseconds. */
    double cpu() {
        return cpu.median();
    }

    /** Requests per second. */
    double rate() {
        return rate.median();
    }

    /** Memory of the server after the load, in MiB. */
    double resident() {
        return resident.median();
    }

    /** Requests per second, and MiB. */
    String throughput() {
        return Measured.show(rate.median()) + " (" + Measured.show(mebibytes.median()) + ")";
    }

    /** How long half, 99 % and 99.9 % of the requests took at most, in microseconds. */
    String latency() {
        return Measured.show(p50.median())
                + " / "
                + Measured.show(p99.median())
                + " / "
                + Measured.show(p999.median());
    }

    /** CPU time of the client for a request, in microseconds. */
    String client() {
        return Measured.show(client.median());
    }

    /** Memory of the server after the load, whole and anonymous, in MiB. */
    String memory() {
        return Measured.show(resident.median()) + " / " + Measured.show(anonymous.median());
    }

    /** How much of what was asked for came from the disk, in percent. */
    String fromDisk() {
        return Measured.show(100 * fromDisk.median());
    }

    /** All by their names. */
    Map<String, Object> json() {
        var all = new LinkedHashMap<String, Object>();
        all.put("server-cpu-us", cpu.median());
        all.put("requests-per-second", rate.median());
        all.put("mib-per-second", mebibytes.median());
        all.put("latency-p50-us", p50.median());
        all.put("latency-p99-us", p99.median());
        all.put("latency-p99.9-us", p999.median());
        all.put("client-cpu-us", client.median());
        all.put("rss-mib", resident.median());
        all.put("rss-anonymous-mib", anonymous.median());
        all.put("from-disk", fromDisk.median());
        return all;
    }
}
