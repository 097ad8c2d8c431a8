package io.sparkseq2seq.translate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What can befall a model's folder. */
enum ModelMutation {
    TRUNCATED_FILE {
        @Override
        void apply(Path model, Path other, Random random) throws IOException {
            var file = any(model, random);
            var bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        }
    },
    FLIPPED_BITS {
        @Override
        void apply(Path model, Path other, Random random) throws IOException {
            var file = any(model, random);
            var bytes = Files.readAllBytes(file);
            // In the first bytes as often as in all the others.
            int from = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 400);
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes[random.nextInt(from)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, bytes);
        }
    },
    LONGER_FILE {
        @Override
        void apply(Path model, Path other, Random random) throws IOException {
            var file = any(model, random);
            var bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(100)));
        }
    },
    GARBAGE {
        @Override
        void apply(Path model, Path other, Random random) throws IOException {
            var bytes = new byte[random.nextInt(100_000)];
            random.nextBytes(bytes);
            Files.write(any(model, random), bytes);
        }
    },
    MISSING_FILE {
        @Override
        void apply(Path model, Path other, Random random) throws IOException {
            Files.delete(any(model, random));
        }
    },
    FOLDER_FOR_A_FILE {
        @Override
        void apply(Path model, Path other, Random random) throws IOException {
            var file = any(model, random);
            Files.delete(file);
            Files.createDirectory(file);
        }
    },
    SWAPPED_FILES {
        @Override
        void apply(Path model, Path other, Random random) throws IOException {
            var files = files(model);
            Collections.shuffle(files, random);
            swap(files.get(0), files.get(1));
        }
    },
    EXCHANGED_VOCABULARIES {
        @Override
        void apply(Path model, Path other, Random random) throws IOException {
            swap(model.resolve("subwords.source"), model.resolve("subwords.target"));
        }
    },
    SHUFFLED_SUBWORDS {
        @Override
        void apply(Path model, Path other, Random random) throws IOException {
            var file = model.resolve(random.nextBoolean() ? "subwords.source" : "subwords.target");
            var lines = Files.readAllLines(file);
            int characters = Integer.parseInt(lines.get(4).split(" ")[1]);
            Collections.shuffle(lines.subList(5, 5 + characters), random);
            Files.write(file, lines);
        }
    },
    FILES_OF_ANOTHER_MODEL {
        @Override
        void apply(Path model, Path other, Random random) throws IOException {
            for (int i = random.nextInt(2); i >= 0; i--) {
                var file = any(model, random);
                Files.copy(other.resolve(file.getFileName()), file, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    },
    RESIZED_HEADER {
        @Override
        void apply(Path model, Path other, Random random) throws IOException {
            var file = model.resolve("weights.safetensors");
            var bytes = Files.readAllBytes(file);
            var start = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            long header = start.getLong(0);
            start.putLong(
                    0,
                    switch (random.nextInt(4)) {
                        case 0 -> header + random.nextInt(200) - 100;
                        case 1 -> bytes.length - 8;
                        case 2 -> 1L << 32;
                        default -> random.nextLong();
                    });
            Files.write(file, bytes);
        }
    },
    HUGE_CLAIM {
        @Override
        void apply(Path model, Path other, Random random) throws IOException {
            replaceNumber(any(model, random, "model.json", "weights.safetensors"), "4294967296", random);
        }
    },
    ODD_NUMBER {
        @Override
        void apply(Path model, Path other, Random random) throws IOException {
            var odd = List.of("-1", "0", "1", "1.5", "1e9", "NaN", "\"8\"", "null", "99999999999999999999", "16777216");
            replaceNumber(
                    any(model, random, "model.json", "weights.safetensors"),
                    odd.get(random.nextInt(odd.size())),
                    random);
        }
    },
    OTHER_WORD {
        @Override
        void apply(Path model, Path other, Random random) throws IOException {
            var words = List.of(
                    "null", "\"lstm\"", "\"gru\"", "\"bf16\"", "\"auto\"", "\"dot\"", "true", "{}", "[[]]", "7");
            replace(
                    any(model, random, "model.json", "weights.safetensors"),
                    Pattern.compile(": ?(\"[^\"]*\"|true|false)"),
                    ": " + words.get(random.nextInt(words.size())),
                    random);
        }
    },
    MISSING_FIELD {
        @Override
        void apply(Path model, Path other, Random random) throws IOException {
            replace(
                    any(model, random, "model.json", "weights.safetensors"),
                    Pattern.compile("\"\\w+\" ?: ?(\"[^\"]*\"|[0-9]+|true|false)(, ?)?"),
                    "",
                    random);
        }
    },
    FIELD_GIVEN_TWICE {
        @Override
        void apply(Path model, Path other, Random random) throws IOException {
            replace(
                    any(model, random, "model.json", "weights.safetensors"),
                    Pattern.compile("\"\\w+\" ?: ?(\"[^\"]*\"|[0-9]+|true|false)"),
                    "$0, $0",
                    random);
        }
    },
    NESTED_BRACKETS {
        @Override
        void apply(Path model, Path other, Random random) throws IOException {
            replaceNumber(
                    any(model, random, "model.json", "weights.safetensors"),
                    (random.nextBoolean() ? "[" : "{\"a\":").repeat(100_000),
                    random);
        }
    };

    private static final Pattern NUMBER = Pattern.compile("(?<=[\\[,: ])[0-9]+");

    /** @param other model of the same sizes */
    abstract void apply(Path model, Path other, Random random) throws IOException;

    static List<Path> files(Path model) throws IOException {
        try (var files = Files.list(model)) {
            return new java.util.ArrayList<>(files.sorted().toList());
        }
    }

    static Path any(Path model, Random random, String... names) throws IOException {
        var files = names.length == 0
                ? files(model)
                : Arrays.stream(names).map(model::resolve).toList();
        return files.get(random.nextInt(files.size()));
    }

    static void swap(Path one, Path other) throws IOException {
        var bytes = Files.readAllBytes(one);
        Files.copy(other, one, StandardCopyOption.REPLACE_EXISTING);
        Files.write(other, bytes);
    }

    static void replaceNumber(Path file, String number, Random random) throws IOException {
        replace(file, NUMBER, number, random);
    }

    /** Replaces one of a pattern's places in JSON; of tensors, in their header, whose length is set anew. */
    static void replace(Path file, Pattern pattern, String by, Random random) throws IOException {
        var bytes = Files.readAllBytes(file);
        boolean tensors = file.getFileName().toString().endsWith(".safetensors");
        int from = tensors ? 8 : 0;
        int to = tensors
                ? 8
                        + (int) ByteBuffer.wrap(bytes)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getLong(0)
                : bytes.length;
        var json = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        List<MatchResult> places = pattern.matcher(json).results().toList();
        var place = places.get(random.nextInt(places.size()));
        var changed = (json.substring(0, place.start()) + by.replace("$0", place.group()) + json.substring(place.end()))
                .getBytes(StandardCharsets.UTF_8);
        var all = ByteBuffer.allocate(from + changed.length + bytes.length - to).order(ByteOrder.LITTLE_ENDIAN);
        if (tensors) {
            all.putLong(changed.length);
        }
        Files.write(file, all.put(changed).put(bytes, to, bytes.length - to).array());
    }
}
