using System.CommandLine;
using AgentMemory.Cli.Benchmarks.Model;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Models;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Runs;
using AgentMemory.Cli.Terminal;
using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Gguf;
using AgentMemory.Pretraining;
using AgentMemory.Pretraining.Corpora;
using AgentMemory.Training;
using AgentMemory.Training.Batches;

namespace AgentMemory.Cli.Commands;

/// <summary>Trains a model of the project's own from nothing.</summary>
internal static class PretrainCommand
{
    private static readonly NumberRange<int> LifeCounts = new(1, 100_000);

    public static Command Make(CancellationToken cancellation)
    {
        var plan = new Argument<string>("PLAN.yaml") { Description = "A plan of the schema agentmemory.pretrain/1" };
        var output = new Option<string?>("--out") { Description = "The model to write; its checkpoint lies beside it" };
        var resume = new Option<bool>("--resume") { Description = "Go on from the checkpoint beside the model" };
        var from = new Option<string?>("--from")
        {
            Description = "A model in F32 of the plan's shape, or with fewer layers, to go on from in place of fresh weights",
        };
        var type = WordOption.Usual("--type", "F32", "How weights are stored", "F32", "Q8_0");
        var threads = CommonOptions.Threads();
        var probes = new Option<string?>("--probes")
        {
            Description = "A plan of the schema agentmemory.probes/1, of which learning in context is asked at every checkpoint; "
                + "without it, eval/plans/probes-checkpoint.yaml; none asks nothing",
        };
        var show = NumberOption.Optional(
            "--show", LifeCounts, "Train nothing and print so many held-out lives; what is predicted stands in brackets, with its kind");
        var command = new Command(
            "pretrain",
            "Train a small model from nothing on lives of invented games, made on the fly from a plan.\n"
            + "Example: agentmemory pretrain eval/plans/pretrain-small.yaml --out small.gguf")
        {
            plan, output, resume, from, type, threads, probes, show,
        };
        command.SetAction(parsed =>
        {
            var home = Home.Find();
            var prompts = PromptBook.Load(home.Prompts);
            var read = PretrainPlanFile.Read(parsed.GetValue(plan)!);
            if (parsed.GetValue(show) is { } count)
            {
                new Pretrainer(read, Catalogue.Families(prompts, cancellation), new PlayPrompt(prompts), TimeProvider.System, parsed.GetValue(from))
                    .HeldOut(count).ToList().ForEach(Show);
                return ExitCode.Done;
            }

            var path = parsed.GetValue(output)
                ?? throw new UserErrorException("the place of the model is missing; add --out FILE.gguf, or --show N to see lives alone");
            WritablePlace.CheckFile(path, "--out");
            if (parsed.GetValue(from) is { } start && Path.GetFullPath(start) == Path.GetFullPath(path))
            {
                throw new UserErrorException($"--from and --out are the same file, {start}, which would be written over; name another with --out");
            }

            RefuseIfTooLarge(read, path);
            using var held = FileLock.TryTake(path + ".lock") ?? throw new UserErrorException(
                $"{path} is being trained by another process; wait for it, stop it, or name another file with --out");
            var trainer = new Pretrainer(
                read,
                Catalogue.Families(prompts, cancellation),
                new PlayPrompt(prompts),
                TimeProvider.System,
                parsed.GetValue(from));
            var working = path + ".training.gguf";
            var probe = CheckpointProbe.Make(home, parsed.GetValue(probes), TimeProvider.System);
            using var trainers = TrainingEngine.Open();
            var threadCount = TrainingEngine.Threads(
                parsed.GetValue(threads),
                read.Shape.ModelShape(read.Shape.VocabularySize).Weights,
                parsed.GetValue(resume) ? TrainingState.ThreadsOf(Pretrainer.CheckpointOf(working)) : null);
            var result = trainer.Run(trainers, working, parsed.GetValue(resume), threadCount, Report, cancellation);
            trainer.Export(working, path, Enum.Parse<GgmlType>(parsed.GetValue(type)!));
            Console.Out.WriteLine($"{result.Steps} steps, {result.Tokens} tokens: {path}");
            cancellation.ThrowIfCancellationRequested();
            return result.Diverged
                ? throw new UserErrorException($"training diverged after {result.Steps} steps; {path} holds the last good weights; lower the rate")
                : ExitCode.Done;

            void Report(PretrainProgress progress)
            {
                Console.Error.WriteLine(PretrainLine.Of(progress));
                if (progress.HeldOut.Count > 0 && probe is not null)
                {
                    Console.Error.WriteLine(probe.Ask(working, cancellation));
                }
            }
        });
        return command;
    }

    private static void RefuseIfTooLarge(PretrainPlan plan, string path)
    {
        using var trainers = TrainingEngine.Open();
        // How many places are predicted is known when the corpus is there; they are counted then.
        IEnumerable<(int Rows, int RowTokens)> batches = plan.Phases is { } phases
            ? phases.Select(phase => (phase.Rows, phase.RowTokens))
            : [(plan.Course.Rows, plan.Course.RowTokens)];
        var (rows, rowTokens) = batches.MaxBy(batch => (long)batch.Rows * batch.RowTokens);
        var need = trainers.EstimateFromNothing(
            plan.Shape.ModelShape(plan.Shape.VocabularySize), new BatchShape(rows, rowTokens, BatchShape.PlacesStep));
        need.RefuseIfTooLarge(path);
        // The model in F32, its checkpoint with both moments, a new one beside the old, and what is shipped.
        RunNeed.RefuseDisk(path, 2 * need.TrainedBytes);
    }

    private static void Show(Life life)
    {
        Console.Out.WriteLine($"=== {life.TaskId}");
        foreach (var (segment, kind) in life.Parts)
        {
            var written = segment.Target is null ? "" : $", labelled{segment.Target.TrimEnd('\n')}";
            Console.Out.Write(segment.Weight == 0 ? segment.Text : $"[{segment.Text.TrimEnd('\n')}|{kind}{written}]");
            Console.Out.Write(segment.Weight != 0 && segment.Text.EndsWith('\n') ? "\n" : "");
        }
    }
}
