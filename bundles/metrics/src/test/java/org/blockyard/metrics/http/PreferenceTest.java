package org.blockyard.metrics.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.blockyard.metrics.text.Exposition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreferenceTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/openmetrics-text; version=1.0.0",
                "Application/OpenMetrics-Text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.1",
                "text/html, application/openmetrics-text",
                "application/openmetrics-text,text/plain"
            })
    void openMetricsIsForThoseThatNameItAndLikeItNoLess(String accept) {
        assertEquals(Exposition.OPENMETRICS, Preference.of(accept));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*/*",
                "text/plain",
                "text/html,application/xml;q=0.9,*/*;q=0.8",
                "application/openmetrics-text;q=0",
                "application/openmetrics-text;q=nonsense",
                "application/openmetrics-text;q=0.2,text/plain;q=0.9"
            })
    void allOthersGetTheOlderForm(String accept) {
        assertEquals(Exposition.PROMETHEUS, Preference.of(accept));
    }
}
