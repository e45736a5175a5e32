package io.zerocopy.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what the cases of a batch brought about, so that a fault that never fires is noticed. */
final class Census {
    private final Map<String, Integer> counts = new TreeMap<>();

    void add(Collection<String> covered) {
        covered.forEach(name -> counts.merge(name, 1, Integer::sum));
    }

    /** Names of which there were fewer than {@code atLeast}, with their counts. */
    List<String> missing(Collection<String> names, int atLeast) {
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            int count = counts.getOrDefault(name, 0);
            if (count < atLeast) {
                missing.add(name + ": " + count);
            }
        }
        return missing;
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
