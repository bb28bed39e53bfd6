package dev.rondo.engine.code;

import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LabelNode;

/** Where the labels of one method stand: a label is told by how many instructions are before it. */
final class Places {
    private final InsnList instructions;
    private int[] before = {};

    Places(InsnList instructions) {
        this.instructions = instructions;
    }

    int of(LabelNode label) {
        if (before.length == 0) {
            before = count();
        }
        return before[instructions.indexOf(label)];
    }

    private int[] count() {
        int[] counts = new int[instructions.size()];
        int at = 0;
        int count = 0;
        for (AbstractInsnNode each = instructions.getFirst(); each != null; each = each.getNext()) {
            counts[at++] = count;
            count += each.getOpcode() >= 0 ? 1 : 0;
        }
        return counts;
    }
}
