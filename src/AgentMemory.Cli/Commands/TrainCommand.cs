using System.CommandLine;
using System.CommandLine.Parsing;
using System.Security.Cryptography;
using System.Text.Json;
using AgentMemory.Cli.Models;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Runs;
using AgentMemory.Cli.Terminal;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Templates;
using AgentMemory.Training;
using AgentMemory.Training.Adapters;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Lessons;
using AgentMemory.Training.Torch.Runtime;

namespace AgentMemory.Cli.Commands;

/// <summary>Trains an adapter on lessons that people bring.</summary>
internal static class TrainCommand
{
    private const int StepsMax = 1_000_000;
    private static readonly NumberRange<int> Steps = new(1, StepsMax);

    private static readonly Option<string> Lessons = new("--lessons")
    {
        Required = true,
        Description = "JSON lines: {\"prompt\": .., \"completion\": ..} or {\"messages\": [{\"role\": .., \"content\": ..}, ..]}; "
            + "\"weight\": 0 beside a completion or an answer has it read and not taught",
    };

    private static readonly Option<string> Output = new("--out") { Required = true, Description = "The adapter to write" };
    private static readonly Option<string?> Start = new("--start")
    {
        Description = "An adapter to go on from, a GGUF file or a PEFT folder, with its own rank, alpha and layers",
    };

    private static readonly Option<int> Rank = NumberOption.Usual("--rank", 16, AdapterRanges.Rank, "Rank of the adapter");
    private static readonly Option<double> Alpha = NumberOption.Usual(
        "--alpha", 32.0, AdapterRanges.Alpha, "Its change is multiplied with alpha / rank");
    private static readonly Option<string> Layers = new("--layers")
    {
        DefaultValueFactory = _ => "all",
        Description = $"Linear layers: all, or some of {string.Join(',', AdapterShape.AllParts)}",
    };

    private static readonly Option<double> Rate = NumberOption.Usual(
        "--learning-rate", 1e-3, new NumberRange<double>(1e-8, 1), "Of AdamW, after warming up; then half a cosine");
    private static readonly Option<int> WarmUp = NumberOption.Usual(
        "--warm-up", 20, new NumberRange<int>(0, StepsMax), "Steps over which the rate rises");
    private static readonly Option<int?> Epochs = NumberOption.Optional(
        "--epochs", new NumberRange<int>(1, StepsMax), "Most passes over the lessons; without it, enough for twice --steps-min and at least 10");

    private static readonly Option<int> BatchTokens = NumberOption.Usual(
        "--batch-tokens", 512, AdapterRanges.BatchTokens, "Tokens of a batch; samples are packed into it");
    private static readonly Option<int> Accumulate = NumberOption.Usual(
        "--accumulate", 1, new NumberRange<int>(1, 10_000), "Batches to one optimiser step");
    private static readonly Option<double> Dropout = NumberOption.Usual(
        "--dropout", 0.0, new NumberRange<double>(0, 0.95), "Share of the adapter's inner numbers left out in training");
    private static readonly Option<double> WeightDecay = NumberOption.Usual(
        "--weight-decay", 0.0, AdapterRanges.WeightDecay, "Pulls the adapter towards zero");
    private static readonly Option<double> Clip = NumberOption.Usual(
        "--gradient-norm", 1.0, new NumberRange<double>(1e-6, 1e6), "Longer gradients are cut to this length");
    private static readonly Option<double> Validation = NumberOption.Usual(
        "--validation", 0.1, new NumberRange<double>(0, 0.9), "Share of the lessons kept apart; 0 never stops early");
    private static readonly Option<int> StepsMin = NumberOption.Usual("--steps-min", 200, Steps, "Never stopped early before as many steps");
    private static readonly Option<int> MeasureSteps = NumberOption.Usual(
        "--measure-steps", 25, Steps, "Steps between two measurements and checkpoints");
    private static readonly Option<int> Patience = NumberOption.Usual("--patience", 4, Steps, "Measurements without a better one before stopping");
    private static readonly Option<string> Base = WordOption.Usual(
        "--base", "auto", "How the frozen base is held: bf16 takes half the memory of f32 and is faster, file keeps it quantised and is slower",
        "auto", "f32", "bf16", "file");

    private static readonly Option<string> End = WordOption.Usual(
        "--end", "auto", "Teach that the text ends behind a completion; auto does where the model's training met its end mark", "auto", "yes", "no");

    private static readonly Option<string?> Template = TemplateOption.Make();
    private static readonly Option<bool> NoEnd = new("--no-end") { Description = "The same as --end no" };
    private static readonly Option<bool> Resume = new("--resume") { Description = "Go on from the checkpoint beside the adapter" };
    private static readonly Option<string?> Model = CommonOptions.Model();
    private static readonly Option<string> Device = CommonOptions.Device();
    private static readonly Option<int?> Threads = CommonOptions.Threads();
    private static readonly Option<ulong> Seed = CommonOptions.Seed();
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Make(CancellationToken cancellation)
    {
        var command = new Command(
            "train",
            "Train a LoRA adapter on your own lessons; llama.cpp loads it by itself.\n"
            + "Example: agentmemory train --model my.gguf --lessons lessons.jsonl --out adapter.gguf")
        {
            Model, Lessons, Output, Start, Rank, Alpha, Layers, Rate, WarmUp, Epochs, BatchTokens, Accumulate, Dropout, WeightDecay, Clip,
            Validation, StepsMin, MeasureSteps, Patience, Base, End, NoEnd, Template, Resume, Device, Threads, Seed, Json,
        };
        command.SetAction(parsed => Run(parsed, cancellation));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.GetValue(Output)!;
        WritablePlace.CheckFile(output, "--out");
        using var shelf = new ModelShelf(Home.Find(), parsed.GetValue(Threads));
        var model = shelf.Open(parsed.GetValue(Model), parsed.GetValue(Device)!, contextTokens: 64, sequences: 1);
        using var file = GgufFile.Open(model.Card.Path);
        var lessons = LessonFile.Read(parsed.GetValue(Lessons)!, Form(file, parsed.GetValue(Template), cancellation));
        using var trainers = TrainingEngine.Open();
        var threads = TrainingEngine.Threads(
            parsed.GetValue(Threads),
            model.Card.Parameters,
            parsed.GetValue(Resume) ? TrainingState.ThreadsOf(AdapterTraining.CheckpointOf(output)) : null);
        var device = parsed.GetValue(Device)!;
        // What auto comes to is part of the settings, so that a run that goes on elsewhere does not go on with another base.
        var (held, why) = trainers.ResolveBase(model.Card.Path, Enum.Parse<BaseWeights>(parsed.GetValue(Base)!, ignoreCase: true), device);
        var settings = Settings(parsed, model, threads) with { Base = held };
        var training = new AdapterTraining(trainers, model.Card, model.Tokenizer, settings, TimeProvider.System);
        foreach (var remark in training.Remarks(lessons))
        {
            Console.Error.WriteLine($"warning: lessons {parsed.GetValue(Lessons)}, {remark}");
        }

        var estimate = training.Estimate(lessons);
        Console.Error.WriteLine(
            $"{lessons.Count} lessons, {model.Card.Id}, on {(TorchRuntime.IsCuda(device) ? "CUDA" : "the processor")}; "
            + $"the base is held as {why}; about {estimate.TotalBytes >> 20} MiB of memory");
        estimate.RefuseIfTooLarge(model.Card.Path);
        // Adapter and checkpoint hold every trained weight with its moments, and a new checkpoint is written beside the old one.
        RunNeed.RefuseDisk(output, 2 * estimate.TrainedBytes);
        var result = TrainingProgress.Show(report => training.Run(lessons, output, parsed.GetValue(Resume), report, cancellation));
        Report(parsed.GetValue(Json), output, lessons.Count, result);
        return ExitCode.Done;
    }

    // Opened for the first lesson of messages: who brings prompts and completions need not hear of a template. The date is a fixed one, so
    // that a run that goes on tomorrow goes on with the same lessons.
    private static ChatForm? Form(GgufFile file, string? named, CancellationToken cancellation)
    {
        if (named is null && ChatTemplate.SourceIn(file) is null)
        {
            return null;
        }

        var template = new Lazy<IChatTemplate?>(
            () => TemplateOption.Open(file, named, new ChatTemplateSettings(), Console.Error, cancellation));
        return (messages, opens) => (template.Value ?? throw new UserErrorException(
            "--chat-template none: lessons of \"messages\" need a template; give a file, or lessons of \"prompt\" and \"completion\"")).Render(
                new TemplateRequest { Messages = [.. messages.Select(m => new TemplateMessage(m.Role, m.Content))], OpensAnswer = opens },
                cancellation);
    }

    private static AdapterTrainingSettings Settings(ParseResult parsed, LocalModel model, int threads) =>
        Settings(parsed, model, threads, parsed.GetValue(Start) is { } path ? ReadStart(path, model) : null);

    private static AdapterFile ReadStart(string path, LocalModel model)
    {
        using var adapter = AdapterArgument.Read(path, model.Card.Path, TextWriter.Null);
        return AdapterFile.Read(adapter.Adapters[0].Path);
    }

    private static AdapterTrainingSettings Settings(ParseResult parsed, LocalModel model, int threads, AdapterFile? start) => new()
    {
        Adapter = Shape(parsed, start),
        Optimizer = new OptimizerSettings
        {
            LearningRate = parsed.GetValue(Rate),
            WarmUpSteps = parsed.GetValue(WarmUp),
            WeightDecay = parsed.GetValue(WeightDecay),
            GradientNormMax = parsed.GetValue(Clip),
        },
        Epochs = parsed.GetValue(Epochs),
        BatchTokens = parsed.GetValue(BatchTokens),
        Accumulate = parsed.GetValue(Accumulate),
        Dropout = parsed.GetValue(Dropout),
        ValidationShare = parsed.GetValue(Validation),
        StepsMin = parsed.GetValue(StepsMin),
        MeasureSteps = parsed.GetValue(MeasureSteps),
        Patience = parsed.GetValue(Patience),
        EndsText = EndsText(parsed, model),
        Start = start,
        Threads = threads,
        Device = parsed.GetValue(Device),
        Seed = parsed.GetValue(Seed),
    };

    // An adapter goes on as it is: another alpha would multiply what it has learnt, and its matrices have one rank.
    private static AdapterShape Shape(ParseResult parsed, AdapterFile? start)
    {
        var typed = new AdapterShape
        {
            Rank = parsed.GetValue(Rank),
            Alpha = (float)parsed.GetValue(Alpha),
            Parts = Parts(parsed.GetValue(Layers)!),
        };
        if (start is null)
        {
            return typed;
        }

        if (start.Remark is { } remark)
        {
            Console.Error.WriteLine($"warning: {remark}");
        }

        var own = start.Shape;
        RefuseChange(Rank, typed.Rank != own.Rank, $"its matrices have rank {own.Rank}");
        RefuseChange(
            Alpha,
            typed.Alpha != own.Alpha,
            FormattableString.Invariant($"it has alpha {own.Alpha}, and another one would multiply all it has learnt by {typed.Alpha / own.Alpha:G4}"));
        var hasOtherParts = !typed.Parts.ToHashSet(StringComparer.Ordinal).SetEquals(own.Parts);
        RefuseChange(Layers, hasOtherParts, $"it changes {string.Join(',', own.Parts)}");
        Console.Error.WriteLine(FormattableString.Invariant(
            $"goes on from {parsed.GetValue(Start)}: rank {own.Rank}, alpha {own.Alpha}, layers {string.Join(',', own.Parts)}"));
        return own;

        void RefuseChange(Option option, bool isOther, string why)
        {
            if (isOther && parsed.GetResult(option) is OptionResult { Implicit: false })
            {
                throw new UserErrorException(
                    $"{option.Name} cannot be changed for {parsed.GetValue(Start)}: {why}; leave it out, or start a new adapter");
            }
        }
    }

    private static bool EndsText(ParseResult parsed, LocalModel model)
    {
        var wanted = parsed.GetValue(NoEnd) ? "no" : parsed.GetValue(End)!;
        if (wanted != "auto" || !EndMark.IsUntaught(model.Card, model.Tokenizer.Marks))
        {
            return wanted != "no";
        }

        Console.Error.WriteLine(
            $"warning: {model.Card.Id} never met its own end mark in training, so no adapter can teach it to end there; completions are "
            + "taught without it (--end yes teaches it all the same). Let lessons end in a mark of their own, such as a newline, and stop there.");
        return false;
    }

    private static IReadOnlyList<string> Parts(string typed)
    {
        string[] parts = typed == "all" ? [.. AdapterShape.AllParts] : typed.Split(',', StringSplitOptions.TrimEntries);
        var unknown = parts.FirstOrDefault(p => !AdapterShape.AllParts.Contains(p));
        return unknown is null
            ? parts
            : throw new UserErrorException($"--layers {unknown} is no linear layer; name some of {string.Join(',', AdapterShape.AllParts)}"
                + NearestName.Hint(unknown, AdapterShape.AllParts));
    }

    private static void Report(bool json, string path, int lessons, AdapterResult result)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new
            {
                schema = "agentmemory.training/1",
                lessons,
                steps = result.Steps,
                best_step = result.BestStep,
                first_loss = result.FirstLoss,
                best_loss = result.BestLoss,
                ending = result.Ending.ToString().ToLowerInvariant(),
                tokens_trained = result.Cost.TokensTrained,
                tokens_read = result.Cost.TokensRead,
                flops = result.Cost.Flops,
                seconds = result.Cost.Seconds,
                adapter_sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))),
            }));
            return;
        }

        var why = result.Ending switch
        {
            AdapterEnding.Done => "all epochs done",
            AdapterEnding.Stopped => "no longer better on the lessons kept apart",
            _ => "loss or gradient was no longer a number; the last good adapter was kept; lower --learning-rate",
        };
        var losses = result.FirstLoss is null ? "" : $"; loss on lessons kept apart {result.FirstLoss:F3} to {result.BestLoss:F3}";
        Console.Out.WriteLine($"{path}: step {result.BestStep} of {result.Steps} kept ({why}){losses}");
    }
}
