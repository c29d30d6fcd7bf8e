using System.Globalization;
using System.Text;

namespace AgentMemory.Cli.Benchmarks.Training;

/// <summary>What the benchmark of training found: lines for the terminal, rows for a file.</summary>
internal sealed class TrainTable
{
    /// <summary>The rows' file in the folder for results.</summary>
    public const string File = "train.csv";

    private const string Header = "part,model,variant,batch,threads,load,figure,value,low,high";
    private readonly TextWriter _output;
    private readonly List<string> _rows = [];

    public TrainTable(TextWriter output) => _output = output;

    /// <summary>Says a line at once.</summary>
    public void Say(string line) => _output.WriteLine(line);

    /// <summary>Keeps a figure that has no interval.</summary>
    public void Add(TrainFigure place, string figure, double value) =>
        _rows.Add(string.Create(CultureInfo.InvariantCulture, $"{place},{figure},{value:G6},,"));

    /// <summary>Keeps a figure with its interval.</summary>
    public void Add(TrainFigure place, string figure, MedianInterval value) =>
        _rows.Add(string.Create(CultureInfo.InvariantCulture, $"{place},{figure},{value.Median:G6},{value.Low:G6},{value.High:G6}"));

    /// <summary>Keeps the rows of another process's file.</summary>
    public void AddFrom(string csv) => _rows.AddRange(csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1));

    public string Csv() => new StringBuilder(Header).Append('\n').AppendJoin('\n', _rows).Append('\n').ToString();
}

/// <summary>What a figure is of; the names hold no commas.</summary>
internal sealed record TrainFigure(string Part, string Model, string Variant, string Batch, int Threads, string Load)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Part},{Model},{Variant},{Batch},{Threads},{Load}");
}
