package dev.rondo.engine.artifact;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * JSON of which equal values have equal bytes: properties and map keys sorted, sets in the order of their elements' text,
 * times in ISO-8601, no blanks. Types come from the reader alone; nothing in the text chooses a class.
 *
 * <p>Reading is strict: a property that the type does not know, or one that it needs and the text lacks, is an error.
 * Otherwise a record whose components were renamed would be read as one full of zeros.
 *
 * <p><b>Threads.</b> Safe for many threads.
 */
public final class CanonicalJson {
    /** Buffers are shared by all threads: those that a thread would keep for itself go with its thread locals after each attempt. */
    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
                    .build())
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(sortedSets())
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)
            .build();

    /** Writes a value; the caller closes the stream. */
    public void write(Object value, OutputStream out) throws IOException {
        mapper.writeValue(out, value);
    }

    /** Reads a value of a class or parameterized type; the caller closes the stream. */
    public Object read(InputStream in, Type type) throws IOException {
        return mapper.readValue(in, mapper.constructType(type));
    }

    /** The JSON text of a value made of records, maps, lists and the like. */
    public String text(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new ValueException(
                    "A " + value.getClass().getName() + " cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Reads JSON text that {@link #text} wrote. */
    public <T> T parse(String text, Class<T> type) {
        try {
            return mapper.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new ValueException("This is not the JSON of a " + type.getName() + ": " + e.getOriginalMessage(), e);
        }
    }

    private static SimpleModule sortedSets() {
        SimpleModule module = new SimpleModule("sorted-sets");
        module.setSerializerModifier(new BeanSerializerModifier() {
            @Override
            public JsonSerializer<?> modifyCollectionSerializer(
                    SerializationConfig config, CollectionType type, BeanDescription bean, JsonSerializer<?> standard) {
                return Set.class.isAssignableFrom(type.getRawClass()) ? new SortedSetSerializer() : standard;
            }
        });
        return module;
    }

    /** The order of a hash set differs between processes, so the elements are sorted by their own JSON text. */
    private static final class SortedSetSerializer extends StdSerializer<Set<?>> {
        private static final long serialVersionUID = 1L;

        SortedSetSerializer() {
            super(Set.class, false);
        }

        @Override
        public boolean isEmpty(SerializerProvider provider, Set<?> value) {
            return value.isEmpty();
        }

        @Override
        public void serialize(Set<?> value, JsonGenerator out, SerializerProvider provider) throws IOException {
            Map<String, TokenBuffer> byText = new TreeMap<>();
            for (Object element : value) {
                TokenBuffer tokens = new TokenBuffer(out.getCodec(), false);
                provider.defaultSerializeValue(element, tokens);
                byText.put(textOf(tokens, out), tokens);
            }
            out.writeStartArray(value, value.size());
            for (TokenBuffer tokens : byText.values()) {
                tokens.serialize(out);
            }
            out.writeEndArray();
        }

        private static String textOf(TokenBuffer tokens, JsonGenerator out) throws IOException {
            java.io.StringWriter text = new java.io.StringWriter();
            try (JsonGenerator generator = out.getCodec().getFactory().createGenerator(text)) {
                tokens.serialize(generator);
            }
            return text.toString();
        }
    }
}
