"""Runs a DAG over stand-ins for Airflow's names, which keep its rules.

The names are those of Airflow 2 and of its provider for Spark, with their parameters: another name is an error, as it is
there. A task is a call; 10 is an exception after which Airflow tries again, 11 one after which it does not. A
SparkSubmitOperator prints the command that Airflow would run, as JSON.
"""

import json
import sys
import types


class AirflowException(Exception):
    pass


class AirflowFailException(AirflowException):
    pass


class DAG:
    def __init__(self, dag_id, *, schedule, start_date, catchup, max_active_runs):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        pass


def dag(*, schedule, start_date, catchup, max_active_runs):
    return lambda function: function


def task(*, retries, retry_delay):
    return lambda function: function


class SparkSubmitOperator:
    OPTIONS = {
        "executor_cores": "--executor-cores",
        "executor_memory": "--executor-memory",
        "driver_memory": "--driver-memory",
        "keytab": "--keytab",
        "principal": "--principal",
        "name": "--name",
        "num_executors": "--num-executors",
        "packages": "--packages",
        "properties_file": "--properties-file",
        "yarn_queue": "--queue",
    }

    def __init__(self, *, task_id, application, conn_id, java_class, application_args, deploy_mode=None, conf=None,
                 retries=0, retry_delay=None, **options):
        unknown = set(options) - set(self.OPTIONS)
        if unknown:
            raise TypeError("no parameters of SparkSubmitOperator: " + ", ".join(sorted(unknown)))
        # The connection is one to YARN.
        command = ["spark-submit", "--master", "yarn"]
        for key, value in (conf or {}).items():
            command += ["--conf", f"{key}={value}"]
        for name, value in options.items():
            command += [self.OPTIONS[name], str(value)]
        command += ["--class", java_class]
        if deploy_mode:
            command += ["--deploy-mode", deploy_mode]
        print(json.dumps(command + [application] + application_args))


def module(name, **names):
    sys.modules[name] = types.ModuleType(name)
    vars(sys.modules[name]).update(names)


module("airflow", DAG=DAG)
module("airflow.decorators", dag=dag, task=task)
module("airflow.exceptions", AirflowException=AirflowException, AirflowFailException=AirflowFailException)
for package in ("providers", "providers.apache", "providers.apache.spark", "providers.apache.spark.operators"):
    module("airflow." + package)
module("airflow.providers.apache.spark.operators.spark_submit", SparkSubmitOperator=SparkSubmitOperator)

try:
    with open(sys.argv[1], encoding="utf-8") as file:
        exec(compile(file.read(), sys.argv[1], "exec"))
except AirflowException as e:
    print(type(e).__name__, e, file=sys.stderr)
    sys.exit(11 if isinstance(e, AirflowFailException) else 10)
