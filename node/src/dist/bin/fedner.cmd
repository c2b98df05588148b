@echo off
rem Starts Fedner from its unpacked archive. Not tested: see docs/operations.md.
setlocal
for %%I in ("%~dp0..") do set "FEDNER_HOME=%%~fI"
if not exist "%FEDNER_HOME%\runtime\bin\java.exe" (
  echo fedner: %FEDNER_HOME% is no whole archive; unpack it again 1>&2
  exit /b 4
)
if not defined FEDNER_HEAP set "FEDNER_HEAP=2g"
if not defined TF_CPP_MIN_LOG_LEVEL set "TF_CPP_MIN_LOG_LEVEL=3"
"%FEDNER_HOME%\runtime\bin\java.exe" @"%FEDNER_HOME%\app\jvm.options" -Xmx%FEDNER_HEAP% -XX:ErrorFile=NUL ^
  "-Djava.library.path=%FEDNER_HOME%\native" -Dorg.bytedeco.javacpp.pathsFirst=true -Dorg.bytedeco.javacpp.cacheLibraries=false ^
  %FEDNER_JAVA_OPTIONS% -jar "%FEDNER_HOME%\app\fedner.jar" %*
exit /b %ERRORLEVEL%
