using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using LLama.Native;

// Reads and writes tokens through LLamaSharp's batches with the likeliest token each time, and nothing around it: what there is to
// reach. Arguments: MODEL THREADS VARIANT RUNS PROMPT NEW SEQUENCES SEQUENCE-PROMPT SEQUENCE-NEW.
// One line out: tokens a second of reading and writing one sequence, of reading and writing many, and milliseconds to a first token.
if (args.Length != 9)
{
    Console.Error.WriteLine("error: raw-inference takes MODEL THREADS VARIANT RUNS PROMPT NEW SEQUENCES SEQUENCE-PROMPT SEQUENCE-NEW");
    return 2;
}

var numbers = args.Where((_, i) => i is not (0 or 2)).Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToArray();
var (threads, runs, prompt, fresh) = (numbers[0], numbers[1], numbers[2], numbers[3]);
var (sequences, sequencePrompt, sequenceFresh) = (numbers[4], numbers[5], numbers[6]);
NativeLibraryConfig.All.WithSearchDirectory(AppContext.BaseDirectory).WithCuda(false).WithVulkan(false)
    .WithAvx(args[2] == "noavx" ? AvxLevel.None : Enum.Parse<AvxLevel>(args[2], ignoreCase: true)).WithAutoFallback(false)
    .WithLogCallback((LLamaLogLevel _, string _) => { });
NativeApi.llama_empty_call();
using var model = SafeLlamaModelHandle.LoadFromFile(args[0], LLamaModelParams.Default());
var vocabulary = model.Vocab.Count;
double[] figures;
using (var one = Open(model, 1, prompt + fresh))
{
    // Methods are compiled anew while they are new; that is over before it counts.
    for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun).TotalSeconds < 1;)
    {
        Run(one, 1, prompt, Math.Min(fresh, 16));
    }

    // As llama-bench does: the mean of some runs, and writing begins behind a single token.
    var reading = Enumerable.Range(0, runs).Average(_ => prompt / Run(one, 1, prompt, 0).Reading);
    var writing = Enumerable.Range(0, runs).Average(_ => fresh / Run(one, 1, 1, fresh).Writing);
    using var many = Open(model, sequences, sequencePrompt + sequenceFresh);
    Run(many, sequences, sequencePrompt, sequenceFresh);
    FirstToken();
    var (manyReading, manyWriting) = Run(many, sequences, sequencePrompt, sequenceFresh);
    figures = [reading, writing, sequences * sequencePrompt / manyReading, sequences * sequenceFresh / manyWriting, FirstToken()];
}

Console.Out.WriteLine(string.Join(' ', figures.Select(figure => figure.ToString("R", CultureInfo.InvariantCulture))));
return 0;

SafeLLamaContextHandle Open(SafeLlamaModelHandle of, int count, int tokens)
{
    var parameters = LLamaContextParams.Default();
    parameters.n_ctx = (uint)(count * ((tokens + 255) / 256 * 256));
    parameters.n_batch = parameters.n_ubatch = 512;
    parameters.n_seq_max = (uint)count;
    parameters.n_threads = parameters.n_threads_batch = threads;
    parameters.kv_unified = false;
    var context = SafeLLamaContextHandle.Create(of, parameters);
    return context.IsInvalid ? throw new InvalidOperationException("llama.cpp made no context") : context;
}

(double Reading, double Writing) Run(SafeLLamaContextHandle context, int count, int read, int write)
{
    context.MemoryClear();
    var batch = new LLamaBatch();
    var began = Stopwatch.GetTimestamp();
    for (var s = 0; s < count; s++)
    {
        for (var i = 0; i < read; i++)
        {
            batch.Add((1 + s + (i * 7)) % vocabulary, i, (LLamaSeqId)s, logits: i == read - 1);
        }
    }

    Decode(context, batch);
    var next = Enumerable.Range(0, count).Select(s => Likeliest(context, ((s + 1) * read) - 1)).ToArray();
    var reading = Stopwatch.GetElapsedTime(began).TotalSeconds;
    began = Stopwatch.GetTimestamp();
    for (var at = 0; at < write; at++)
    {
        for (var s = 0; s < count; s++)
        {
            batch.Add(next[s], read + at, (LLamaSeqId)s, logits: true);
        }

        Decode(context, batch);
        for (var s = 0; s < count; s++)
        {
            next[s] = Likeliest(context, s);
        }
    }

    return (reading, Stopwatch.GetElapsedTime(began).TotalSeconds);
}

int Likeliest(SafeLLamaContextHandle context, int index) => TensorPrimitives.IndexOfMax<float>(context.GetLogitsIth(index));

void Decode(SafeLLamaContextHandle context, LLamaBatch batch)
{
    var result = context.Decode(batch);
    batch.Clear();
    if (result != DecodeResult.Ok)
    {
        throw new InvalidOperationException($"llama.cpp answered {result}");
    }
}

double FirstToken()
{
    var began = Stopwatch.GetTimestamp();
    using var opened = SafeLlamaModelHandle.LoadFromFile(args[0], LLamaModelParams.Default());
    using var context = Open(opened, 1, prompt + fresh);
    var batch = new LLamaBatch();
    var tokens = opened.Tokenize("Once upon a time", addBos: true, special: true, Encoding.UTF8);
    for (var i = 0; i < tokens.Length; i++)
    {
        batch.Add(tokens[i], i, (LLamaSeqId)0, logits: i == tokens.Length - 1);
    }

    Decode(context, batch);
    Likeliest(context, tokens.Length - 1);
    return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
}
