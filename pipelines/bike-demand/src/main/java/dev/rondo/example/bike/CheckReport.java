package dev.rondo.example.bike;

import java.time.YearMonth;
import java.util.List;

/** What {@link HourChecks} found in a month. */
public record CheckReport(YearMonth month, int hours, List<Finding> findings) {

    public CheckReport {
        findings = List.copyOf(findings);
    }

    public List<Finding> of(Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .toList();
    }
}
