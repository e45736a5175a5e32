package io.zerocopy.model;

import java.util.ArrayList;
import java.util.List;

/** Takes note of the rules that a case breaks. */
final class Rules {
    private final List<String> broken = new ArrayList<>();

    /** {@code otherwise} says what is wrong where the rule is not kept. */
    void rule(boolean kept, String otherwise) {
        if (!kept) {
            broken.add(otherwise);
        }
    }

    void addAll(List<String> complaints) {
        broken.addAll(complaints);
    }

    List<String> broken() {
        return broken;
    }
}
