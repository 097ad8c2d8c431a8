package io.sparkseq2seq.filter;

import io.sparkseq2seq.config.UserException;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

/** Makes rules of users' own classes. */
final class CustomFilters {
    private static final String WHERE = "preprocess.filters: custom.type";

    private CustomFilters() {}

    /**
     * A rule by the name of its class.
     *
     * @throws UserException when there is no such class, it is no {@link PairFilter}, or it cannot be made
     */
    static PairFilter make(String type, List<String> arguments) {
        try {
            if (type.isBlank()) {
                throw new UserException(
                        "no class is named", WHERE, "Give the full name of a class, such as org.example.MyRule.");
            }
            var loader = Thread.currentThread().getContextClassLoader();
            // Nothing of a class that is no rule may run.
            var found = Class.forName(type, false, loader);
            if (!PairFilter.class.isAssignableFrom(found)) {
                throw new UserException(
                        type + " is no " + PairFilter.class.getName(), WHERE, "Let the class implement it.");
            }
            var maker = arguments.isEmpty() ? found.getConstructor() : found.getConstructor(List.class);
            return CustomFilter.of(
                    (PairFilter) (arguments.isEmpty() ? maker.newInstance() : maker.newInstance(arguments)));
        } catch (ClassNotFoundException | LinkageError e) {
            throw new UserException(
                    "there is no class " + type, WHERE, "Put its jar on the class path, as by --jars of spark-submit.");
        } catch (NoSuchMethodException e) {
            throw new UserException(
                    type + " has no public constructor "
                            + (arguments.isEmpty() ? "without parameters" : "that takes a List of String"),
                    WHERE,
                    arguments.isEmpty() ? "Add one, or give arguments." : "Add one, or give no arguments.");
        } catch (InvocationTargetException e) {
            throw new UserException(
                    type + " cannot be made: " + e.getCause(), WHERE, "Check its arguments: " + arguments);
        } catch (ReflectiveOperationException e) {
            throw new UserException(
                    type + " cannot be made: " + e, WHERE, "Let the class and its constructor be public.");
        }
    }
}
