package com.example;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import xai4j.examples.ModelArguments;
import xai4j.examples.XaiCommand;
import xai4j.model.Model;

// begin command
/** Named in META-INF/services/xai4j.examples.XaiCommand: prints a model's labels, a line each. */
@Command(name = "labels", description = "Print a model's labels, a line each.")
public final class LabelsCommand implements XaiCommand {
    @Mixin
    private ModelArguments arguments = new ModelArguments();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (Model model = arguments.open()) {
            model.spec().labels().forEach(spec.commandLine().getOut()::println);
        }
        return 0;
    }
}
// end command
