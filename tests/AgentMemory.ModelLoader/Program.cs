using System.Diagnostics;
using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Llama;
using AgentMemory.Inference.Loading;
using AgentMemory.Training;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;
using AgentMemory.Training.Torch;

// One line in: a model's path, or an adapter's path and its base model's with a tab between, or "train", a tab and either of these,
// for the trainer; or "measure", a purpose, a form of the base and a model's path, for what training takes beside its estimate; or
// "grammar", a model's path and a grammar's, which the model then writes by. One line out: loaded, refused or fault, the highest
// address space so far in KiB, and the message.
const int WindowTokensMin = 32;
const int GrammarTokens = 24;
(string Path, LocalModel Model)? kept = null;
var options = new EngineOptions { Device = InferenceDevice.Cpu, Threads = 1, Slots = 2, ContextTokens = 48 };
while (Console.In.ReadLine() is { } line)
{
    string outcome;
    try
    {
        var paths = line.Split('\t');
        outcome = paths switch
        {
            [var model] => Use(model),
            ["train", var model] => Train(model, null),
            ["measure", var purpose, var kind, var model] => Measure(Enum.Parse<TrainingPurpose>(purpose), Enum.Parse<BaseWeights>(kind), model),
            ["grammar", var model, var grammar] => Follow(model, File.ReadAllText(grammar)),
            ["train", var adapter, var model] => Train(model, AdapterFile.Read(adapter)),
            _ => Wear(paths[0], paths[1]),
        };
    }
    catch (Exception e) when (e is UserErrorException or ModelFileException or EngineException)
    {
        outcome = $"refused\t{Peak()}\t{e.Message.ReplaceLineEndings(" ")}";
    }
#pragma warning disable CA1031 // Whatever else is thrown is what this process is there to report.
    catch (Exception e)
#pragma warning restore CA1031
    {
        outcome = $"fault\t{Peak()}\t{e.ToString().ReplaceLineEndings(" ")}";
    }

    Console.Out.WriteLine(outcome);
    Console.Out.Flush();
}

string Use(string path)
{
    var entry = ModelEntry.OfFile(path);
    try
    {
        using var model = LocalModel.Open(entry, options);
        if (model.ContextTokens >= WindowTokensMin)
        {
            Write(model);
        }
    }
    catch (UserErrorException e) when (e.Message.Contains("does not write text", StringComparison.Ordinal))
    {
        using var embedder = LocalEmbedder.Open(entry, options);
        embedder.Embed(["Once upon a time, a <s> b", "grüß 北京 \u0301"], default);
    }

    return $"loaded\t{Peak()}\t";
}

string Wear(string adapter, string path)
{
    using var model = LocalModel.Open(ModelEntry.OfFile(path), options);
    using var worn = model.Wear([new WornAdapter(adapter)]);
    Write(worn);
    return $"loaded\t{Peak()}\t";
}

string Train(string path, AdapterFile? adapter)
{
    var shape = new BatchShape(2, 32, 32);
    using var trainers = new TorchTrainers();
    using var graph = trainers.Open(path, new TrainerSettings
    {
        Purpose = TrainingPurpose.TrainAdapter,
        Batch = shape,
        Adapter = new AdapterShape { Rank = 2, Alpha = 4 },
        Worn = adapter is null ? [] : [new WornWeights(adapter, 1)],
    });
    int[] tokens = [.. Enumerable.Range(0, 20).Select(i => i * 7 % graph.Shape.Vocabulary)];
    var batch = Packer.Pack([new Sample(tokens, [.. Enumerable.Range(0, 19).Select(i => new Prediction(i, tokens[i + 1], 1))])], shape)[0];
    graph.Accumulate(batch);
    graph.Evaluate(batch);
    return $"loaded\t{Peak()}\t";
}

// The estimate in bytes, and the most memory that the process has had.
string Measure(TrainingPurpose purpose, BaseWeights kind, string path)
{
    var settings = new TrainerSettings
    {
        Purpose = purpose,
        Batch = new BatchShape(4, 256, 512),
        Adapter = purpose == TrainingPurpose.TrainAdapter ? new AdapterShape { Rank = 8, Alpha = 16 } : null,
        Base = kind,
        Threads = 1,
    };
    using var trainers = new TorchTrainers();
    var estimate = trainers.Estimate(path, settings).TotalBytes;
    using var trainer = trainers.Open(path, settings);
    var rng = new Rng(1);
    var batch = Packer.Pack([.. Enumerable.Range(0, settings.Batch.Rows).Select(_ =>
    {
        int[] tokens = [.. Enumerable.Range(0, settings.Batch.RowTokens).Select(_ => rng.Next(trainer.Shape.Vocabulary))];
        return new Sample(tokens, [.. Enumerable.Range(settings.Batch.RowTokens / 2, 127).Select(at => new Prediction(at, tokens[at + 1], 1))]);
    })], settings.Batch)[0];
    for (var step = 0; step < 2; step++)
    {
        trainer.Accumulate(batch);
        trainer.Step(new AdamStep { LearningRate = 1e-4f });
    }

    using var process = Process.GetCurrentProcess();
    return $"loaded\t{Peak()}\t{estimate} {process.PeakWorkingSet64}";
}

// A grammar alone is what may go wrong here, so the model stays open.
string Follow(string path, string gbnf)
{
    if (kept?.Path != path)
    {
        kept?.Model.Dispose();
        kept = (path, LocalModel.Open(ModelEntry.OfFile(path), options));
    }

    foreach (var seed in new ulong[] { 1, 2 })
    {
        kept.Value.Model.Complete(
            [new CompletionRequest { Prompt = "x", Form = new CompletionForm.Grammar(gbnf, GrammarTokens), Temperature = 1, Seed = seed }], default);
    }

    return $"loaded\t{Peak()}\t";
}

void Write(ILanguageModel model)
{
    model.Complete(
        [
            new CompletionRequest { Prompt = "Once", Form = new CompletionForm.Free(3, []), Temperature = 0, Seed = 1 },
            new CompletionRequest { Prompt = "é <s>", Form = new CompletionForm.OneOf([" yes", " no"]), Temperature = 1, Seed = 2 },
        ],
        default);
    model.Score([new ScoreRequest("Once", " upon")], default);
}

static string Peak() => OperatingSystem.IsLinux()
    ? File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmPeak:", StringComparison.Ordinal))[7..]
        .Replace("kB", "", StringComparison.Ordinal).Trim()
    : (Environment.WorkingSet / 1024).ToString(CultureInfo.InvariantCulture);
