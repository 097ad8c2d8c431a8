package io.sparkseq2seq.translate;

import io.sparkseq2seq.config.Bounds;
import io.sparkseq2seq.config.TranslateSettings;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import scala.Function1;

/** Parameters of a stage, with the ranges of the settings of the same names, and defaults. */
record StageParams(Params stage) {
    Param<String> text(String name, String doc, String value) {
        var param = new Param<String>(stage, name, doc);
        stage.setDefault(param, value);
        return param;
    }

    /** Of an added column's name, which has no default of its own. */
    Param<String> added(String value, String doc) {
        return new Param<>(
                stage, value + "Col", "column of: " + doc + "; not set: outputCol_" + value + "; empty: none");
    }

    IntParam count(String name, String doc, int value) {
        var param = new IntParam(stage, name, doc, inRange(name));
        stage.setDefault(param, value);
        return param;
    }

    DoubleParam number(String name, String doc, double value) {
        var param = new DoubleParam(stage, name, doc, inRange(name));
        stage.setDefault(param, value);
        return param;
    }

    private static <T> Function1<T, Object> inRange(String name) {
        var bounds = Bounds.of(TranslateSettings.class, name);
        return ParamValidators.inRange(bounds.least(), bounds.most());
    }
}
