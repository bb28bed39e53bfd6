package dev.rondo.engine.code;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IntInsnNode;

/**
 * Reads what the compiler wrote for switches over enums: a class of its own, shared by all switches of a file, that numbers
 * the constants in the order in which any switch first names them. Told by the constants' names instead, a switch does not
 * change with its neighbours.
 */
final class SwitchMaps {
    static final String FIELD = "$SwitchMap$";

    private final ClassIndex index;
    private final Map<String, Map<String, Map<Integer, String>>> known = new ConcurrentHashMap<>();

    SwitchMaps(ClassIndex index) {
        this.index = index;
    }

    static boolean isMap(FieldInsnNode field) {
        return field.getOpcode() == Opcodes.GETSTATIC && field.name.startsWith(FIELD);
    }

    /** The constants by number; empty for a field that is no such map. */
    Map<Integer, String> constants(String owner, String field) {
        return known.computeIfAbsent(owner, this::read).getOrDefault(field, Map.of());
    }

    private Map<String, Map<Integer, String>> read(String owner) {
        Map<String, Map<Integer, String>> maps = new HashMap<>();
        if (!index.isOwn(owner) || !index.own(owner).isSwitchMap()) {
            return maps;
        }
        index.own(owner).method(OwnClass.CLASS_INIT).ifPresent(init -> {
            String map = "";
            String constant = "";
            int number = 0;
            for (AbstractInsnNode at : init.instructions) {
                if (at instanceof FieldInsnNode field && SwitchMaps.isMap(field)) {
                    map = field.name;
                } else if (at instanceof FieldInsnNode field && at.getOpcode() == Opcodes.GETSTATIC) {
                    constant = field.name;
                } else if (at.getOpcode() >= Opcodes.ICONST_0 && at.getOpcode() <= Opcodes.ICONST_5) {
                    number = at.getOpcode() - Opcodes.ICONST_0;
                } else if (at instanceof IntInsnNode push) {
                    number = push.operand;
                } else if (at.getOpcode() == Opcodes.IASTORE) {
                    maps.computeIfAbsent(map, m -> new HashMap<>()).put(number, constant);
                }
            }
        });
        return maps;
    }
}
